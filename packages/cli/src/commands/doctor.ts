import type { CommandDefinition } from '../command.js'
import type { Check } from '../doctor/check.js'
import { checkBuilds } from '../doctor/build-checks.js'
import { checkPackages } from '../doctor/package-checks.js'
import { checkStore } from '../doctor/store-checks.js'
import { formatJson } from '../print.js'

const MARKS: Record<Check['status'], string> = { fine: 'ok  ', note: 'note', problem: 'FAIL' }

export const command: CommandDefinition<{ json?: boolean }> = {
  configure: (command) => void command.option('--json', 'print JSON: name, status and message of each check'),
  examples: [
    ['cachecache doctor', 'check the plugin, uncached tags, installed versions and the cache'],
    ['cachecache doctor --json', 'the same as JSON'],
  ],
  async run({ options, io }) {
    const folder = io.workingDirectory
    const checks = [...checkBuilds(folder), ...checkPackages(folder), ...(await checkStore(folder))]
    if (options.json) io.out(formatJson(checks))
    else {
      const width = Math.max(...checks.map(({ name }) => name.length))
      io.out(checks.map(({ name, status, message }) => `${MARKS[status]}  ${name.padEnd(width)}  ${message}\n`).join(''))
    }
    return checks.some(({ status }) => status === 'problem') ? 1 : 0
  },
}
