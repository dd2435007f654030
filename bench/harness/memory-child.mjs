import { pathToFileURL } from 'node:url'

/** One step in a process of its own, since only a process knows its peak. Prints kilobytes. */
const [subject, step, megabytes] = process.argv.slice(2)
const { hugeSync, hugeAsync, filled } = await import(pathToFileURL(subject).href)
const steps = { sync: hugeSync, async: hugeAsync, body: filled }

// What a small call loads is in every process, so that the peaks differ by the value alone.
await hugeSync(0)
await hugeAsync(0)
const value = await steps[step](Number(megabytes))
if (value.length !== Number(megabytes) * 1_000_000 || value.at(-1) !== (value.length > 0 ? 7 : undefined))
  throw new Error('Another value came back.')
console.log(process.resourceUsage().maxRSS)
