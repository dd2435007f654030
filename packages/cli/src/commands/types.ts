import path from 'node:path'
import {
  CallSiteError,
  describeLeftOut,
  NOT_EXPRESSED,
  watchTypes,
  writeTypes,
  type WrittenTypes,
} from '@cachecache/unplugin/call-sites'
import { Misuse, type CommandDefinition } from '../command.js'
import type { Io } from '../io.js'
import { formatJson } from '../print.js'

interface TypesFlags {
  project?: string
  out?: string
  watch?: boolean
  json?: boolean
}

export const command: CommandDefinition<TypesFlags> = {
  configure: (command) =>
    void command
      .option('-p, --project <path>', 'a tsconfig file or its folder (default: the nearest, searching upwards)')
      .option('-o, --out <file>', 'where the augmentations go (default: cachecache.d.ts beside the tsconfig)')
      .option('--json', "print JSON: the file, whether it changed and is part of the project, and what it can't express")
      .option('-w, --watch', 'write them again when a source file changes'),
  examples: [
    ['cachecache types', 'write cachecache.d.ts, which every editor and tsc read'],
    ['cachecache types --out src/cachecache.d.ts --watch', 'write another file and keep it up to date'],
  ],
  async run({ options, io }) {
    if (options.json && options.watch) throw new Misuse("--json and --watch can't be combined: --json prints a single object.")
    const request = { project: options.project, out: options.out, cwd: io.workingDirectory }
    try {
      if (options.watch) await watchTypes(request, undefined, (types) => print(types, io))
      else {
        const types = await writeTypes(request)
        if (options.json) io.out(formatJson(types))
        else print(types, io)
      }
      return 0
    } catch (error) {
      throw error instanceof CallSiteError ? new Misuse(error.message) : error
    }
  },
}

function print(types: WrittenTypes, io: Io): void {
  const name = path.relative(io.workingDirectory, types.file) || types.file
  io.out(`${name} ${types.changed ? 'written' : 'is up to date'}.\n`)
  if (!types.included) io.error(`${describeLeftOut(types, io.workingDirectory)}\n`)
  if (types.unexpressed.length > 0) io.error(`${NOT_EXPRESSED}\n${types.unexpressed.map((line) => `  ${line}\n`).join('')}`)
}
