import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Scratch } from './scratch.js'

export interface NodeRun {
  /** What the program printed on lines `ran <name>`: the bodies that were computed, in order. */
  ran: string[]
  /** The JSON of its line `result <json>`. */
  // oxlint-disable-next-line typescript/no-explicit-any
  result: any
  stdout: string
  stderr: string
  code: number | null
}

/** Runs a built program in a new process, with a cache folder inside the project. */
export function runNode(project: Scratch, args: string[], env: Record<string, string> = {}): Promise<NodeRun> {
  const child = spawn(process.execPath, args, {
    cwd: project.folder,
    env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, CACHECACHE_PATH: join(project.folder, 'cache'), ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const lines = stdout.split('\n')
      const result = lines.findLast((line) => line.startsWith('result '))
      resolve({
        ran: lines.filter((line) => line.startsWith('ran ')).map((line) => line.slice(4)),
        result: result === undefined ? undefined : JSON.parse(result.slice(7)),
        stdout,
        stderr,
        code,
      })
    })
  })
}
