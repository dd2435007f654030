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
      .option('-p, --project <path>', 'a tsconfig file or its folder (default: the nearest, searching upwards)')
      .option('-w, --watch', 'check again when a source file changes')
      .option('--pretty [boolean]', 'colors and code frames (default: on a terminal)')
      .option('--json', 'print JSON: code, severity, message, file, line and column of each diagnostic')
      .option('-d, --declaration', 'write .d.ts files in which tagged functions take the call options')
      .option('--outDir <folder>', 'folder for the .d.ts files (default: as configured in the project)'),
  examples: [
    ['cachecache check', 'print what tsc --noEmit prints, with call options known'],
    ['cachecache check -p packages/app --watch', 'check another project after each change'],
    ['cachecache check --declaration --outDir dist', 'write the types of a library that publishes tagged functions'],
  ],
  async run({ options, io }) {
    const { project, declaration, outDir, json } = options
    if (outDir !== undefined && !declaration) throw new Misuse('--outDir requires --declaration.')
    if (options.json && options.watch) throw new Misuse("--json and --watch can't be combined: --json prints a single array.")
    const pretty = options.pretty === undefined ? undefined : options.pretty !== 'false'
    const request = { project, declaration, outDir, pretty, json, cwd: io.workingDirectory, write: io.out, note: io.error }
    try {
      if (options.watch) await watchCheck(request)
      return (await check(request)) > 0 ? 1 : 0
    } catch (error) {
      throw error instanceof CallSiteError ? new Misuse(error.message) : error
    }
  },
}
