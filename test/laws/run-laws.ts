import { shrinkBreach } from './shrink-breach.js'
import { checkLaws, noCounts } from './check-laws.js'
const [from, to, edits] = process.argv.slice(2).map(Number) as [number, number, number]
const counts = noCounts()
process.emitWarning = (() => {}) as never
let shown = 0
const kinds = new Map<string, number>()
const begun = Date.now()
for (let seed = from; seed < to; seed++) {
  const breach = await checkLaws(seed, edits, counts).catch((error: Error) => {
    console.log(`seed ${seed}: ${error.stack}`)
    return undefined
  })
  if (!breach) continue
  const key = `${breach.law}: ${breach.edit}`
  kinds.set(key, (kinds.get(key) ?? 0) + 1)
  if (shown++ >= Number(process.env.SHOW ?? 1)) continue
  if (process.env.ONLY && !breach.law.includes(process.env.ONLY)) continue
  const small = breach.law.startsWith('a hit') ? await shrinkBreach(breach) : undefined
  console.log(`===== seed ${seed} step ${breach.step} ${key} ${small ? '' : '(not shrunk)'}\n${small ? '' : `fresh  ${breach.fresh}\ncached ${breach.cached}\n`}${breach.problems.join('\n')}`)
  const { before, after } = small ?? breach
  for (const [name, text] of Object.entries(after)) {
    if (!name.startsWith('src/')) continue
    const old = before[name]
    const body = text.split('\n').filter((line) => line.trim() && !/const show|const say|^export async function drive/.test(line)).join('\n')
    if (body.trim() !== '}' && body.trim() !== '' && !/json|barrel/.test(name)) console.log(`--- ${name}\n${body}`)
    if (old !== text && old !== undefined) console.log(`--- was\n${old.split('\n').filter((line) => !text.includes(line)).join('\n')}`)
  }
}
console.log(counts, kinds, `${((Date.now() - begun) / 1000).toFixed(1)} s`)
