import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Scratch } from './scratch.js'

/** A script of this folder in a process of its own that answers one message at a time. */
export interface DrivenProcess {
  // oxlint-disable-next-line typescript/no-explicit-any
  ask(message: { action: string; [key: string]: unknown }): Promise<any>
}

export async function startDriven(project: Scratch, script: string, args: string[] = []): Promise<DrivenProcess> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    cwd: project.folder,
    env: { ...process.env, VITEST: '', NODE_ENV: '', CACHECACHE_PATH: join(project.folder, 'cache') },
  })
  const closed = once(child, 'close')
  const answer = async () => {
    const [reply] = (await Promise.race([once(child, 'message'), closed])) as [
      { value?: unknown; error?: string } | number | null,
    ]
    if (typeof reply !== 'object' || reply === null) throw new Error(`${script} ended with ${reply}`)
    if (reply.error !== undefined) throw new Error(reply.error)
    return reply.value
  }
  onTestFinished(async () => {
    if (child.connected) child.send({ action: 'close' })
    await closed
  })
  await answer()
  return {
    ask(message) {
      child.send(message)
      return answer()
    },
  }
}
