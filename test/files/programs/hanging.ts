import * as promises from 'node:fs/promises'
import fs from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'

// `MODE` is `alive` or `away`: whether the server of the mount in `MOUNT` answers.
const mount = process.env['MOUNT']!
const isAway = process.env['MODE'] === 'away'
const report = (globalThis as unknown as { report(...values: unknown[]): void }).report
const told: string[] = []
subscribe('cachecache:call', (message) => {
  const { id, status } = message as { id: string; status: string }
  told.push(`${id.slice(id.indexOf('#') + 1)} ${status}`)
})

/** @cache { ignore: ['away'] } */
function read(file: string, away: boolean) {
  return away ? 'read elsewhere' : fs.readFileSync(file, 'utf8')
}
/** @cache { ignore: ['away'] } */
async function readLater(file: string, away: boolean) {
  return away ? 'read elsewhere' : promises.readFile(file, 'utf8')
}
/** @cache */
function local(file: string) {
  return fs.readFileSync(file, 'utf8')
}
/**
 * Its body asks the mount, and gives up by itself.
 * @cache
 */
async function impatient(file: string) {
  const given = promises.readFile(file, 'utf8').catch(() => 'failed')
  return Promise.race([given, new Promise<string>((resolve) => setTimeout(resolve, 300, 'gave up'))])
}

const file = `${mount}/a.txt`
const values = [
  read(file, isAway),
  await readLater(file, isAway),
  read(process.env['LINK']!, isAway),
  local(process.env['BESIDE']!),
  ...(isAway ? [await impatient(`${mount}/b.txt`)] : []),
]
report(values, told)
// The warning is printed in a later turn. What hangs would keep the process alive.
await new Promise(setImmediate)
if (isAway) process.kill(process.pid, 'SIGKILL')
