import { CallSiteError, check, watchCheck } from '@cachecache/unplugin/call-sites'
import { Misuse, type CommandDefinition } from '../command.js'

interface CheckFlags {
  project?: string
  watch?: boolean
  pretty?: string | boolean
  json?: boolean
  declaration?: boolean
  outDir?: string
}

export const command: CommandDefinition<CheckFlags> = {
  configure: (command) =>
    void command
      .option('-p, --project <path>', 'a tsconfig file or its folder (default: the closest one upwards)')
      .option('-w, --watch', 'check again whenever a source changes')
      .option('--pretty [boolean]', 'colours and frames (default: on a terminal)')
      .option('--json', 'print JSON: code, severity, message, file, line and column of each finding')
      .option('-d, --declaration', 'write .d.ts files in which tagged functions have their options')
      .option('--outDir <folder>', 'where the .d.ts files go (default: where the project says)'),
  examples: [
    ['cachecache check', 'what tsc --noEmit prints, with the call-site options known'],
    ['cachecache check -p packages/app --watch', 'another project, again after each change'],
    ['cachecache check --declaration --outDir dist', 'the types of a library that publishes tagged functions'],
  ],
  async run({ options, io }) {
    const { project, declaration, outDir, json } = options
    if (outDir !== undefined && !declaration) throw new Misuse('--outDir says where declarations go: give --declaration, too.')
    if (options.json && options.watch) throw new Misuse('--json prints one array, and --watch never ends: leave out one of them.')
    const pretty = options.pretty === undefined ? undefined : options.pretty !== 'false'
    const given = { project, declaration, outDir, pretty, json, cwd: io.workingDirectory, write: io.out, note: io.error }
    try {
      if (options.watch) await watchCheck(given)
      return (await check(given)) > 0 ? 1 : 0
    } catch (error) {
      throw error instanceof CallSiteError ? new Misuse(error.message) : error
    }
  },
}
