import type { Breach } from './check-laws.js'
import { ProgramRunner } from './run-program.js'

type Files = Record<string, string>

/** Whether the two states alone show that a hit is not what a fresh run returns. */
async function shows(before: Files, after: Files, env: Record<string, string>): Promise<boolean> {
  const runner = new ProgramRunner()
  try {
    if (Object.keys(before).length > 0) {
      await runner.build(before, true)
      if (/crashed|ReferenceError/.test((await runner.run(env, 'cached')).log)) return false
    }
    await runner.build(after, true)
    const fresh = await runner.run(env, 'off')
    return !/crashed|ReferenceError|TypeError/.test(fresh.log) && fresh.log !== (await runner.run(env, 'cached')).log
  } catch {
    return false
  } finally {
    runner.dispose()
  }
}

/** Takes lines away as long as the breach stays. */
export async function shrinkBreach({ before, after, env }: Breach): Promise<{ before: Files; after: Files } | undefined> {
  let state = (await shows({}, after, env)) ? { before: {}, after } : { before, after }
  if (!(await shows(state.before, state.after, env))) return undefined
  const without = (files: Files, name: string, line: string): Files =>
    name in files
      ? {
          ...files,
          [name]: files[name]!.split('\n')
            .filter((other) => other !== line)
            .join('\n'),
        }
      : files
  for (let shorter = true; shorter;) {
    shorter = false
    for (const [name, content] of Object.entries(state.after)) {
      if (!name.endsWith('.ts')) continue
      for (const line of new Set(content.split('\n'))) {
        if (line.trim() === '' || /^(const show|export async function drive|  const say|\})/.test(line)) continue
        const next = { before: without(state.before, name, line), after: without(state.after, name, line) }
        if (await shows(next.before, next.after, env)) {
          state = next
          shorter = true
        }
      }
    }
  }
  return state
}
