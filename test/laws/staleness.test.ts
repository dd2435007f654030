import { beforeEach, describe, expect, test } from 'vitest'
import { ProgramRunner } from './run-program.js'
import { EDITS_OF_TEXTS, STATE_READ_BY_TEXTS } from './staleness/code-from-text.js'
import { EDITS_UNDER_COMPUTED_KEYS, STATE_UNDER_COMPUTED_KEYS, STATE_UNDER_UNKNOWN_KEYS } from './staleness/computed-keys.js'
import { EDITS_OF_CLASSES } from './staleness/edits-of-classes.js'
import { EDITS_OF_CLOSURES } from './staleness/edits-of-closures.js'
import { EDITS_OF_MODULES } from './staleness/edits-of-modules.js'
import { EDITS_OF_VALUES } from './staleness/edits-of-values.js'
import { STATE_CHANGED_BY_READS } from './staleness/state-changed-by-reads.js'
import { STATE_OF_CLASSES } from './staleness/state-of-classes.js'
import { STATE_OF_CLOSURES, STATE_OF_UNKNOWN_CLOSURES } from './staleness/state-of-closures.js'
import { STATE_OF_CONDITIONAL_UPDATES } from './staleness/state-of-conditional-updates.js'
import { STATE_OF_EFFECTS } from './staleness/state-of-effects.js'
import { STATE_OF_FIELDS } from './staleness/state-of-fields.js'
import { STATE_OF_FORMATTERS } from './staleness/state-of-formatters.js'
import { STATE_OF_IMPLICIT_CODE } from './staleness/state-of-implicit-code.js'
import { FIELDS_WITHOUT_USE } from './staleness/fields-without-use.js'
import { MADE_OF_THE_ENVIRONMENT, STATE_OF_LAZY_VALUES } from './staleness/state-of-lazy-values.js'
import { STATE_OF_MADE_FIELDS } from './staleness/state-of-made-fields.js'
import { STATE_OF_HIDDEN_VALUES, STATE_OF_MADE_VALUES } from './staleness/state-of-made-values.js'
import { STATE_OF_MEMOS } from './staleness/state-of-memos.js'
import { STATE_OF_MODULES } from './staleness/state-of-modules.js'
import { CALLS_THAT_HIT_INSIDE, STATE_OF_NESTED_CALLS } from './staleness/state-of-nested-calls.js'
import { STATE_OF_NODE } from './staleness/state-of-node.js'
import { STATE_OF_OBJECTS } from './staleness/state-of-objects.js'
import { STATE_OF_PARSERS } from './staleness/state-of-parsers.js'
import { STATE_OF_PATCHES } from './staleness/state-of-patches.js'
import { STATE_OF_RULES } from './staleness/state-of-rules.js'
import { STATE_OF_SCRATCH_OBJECTS } from './staleness/state-of-scratch-objects.js'
import { FIELDS_SKIPPED_INSIDE, STATE_OF_SKIPPED_FIELDS } from './staleness/state-of-skipped-fields.js'
import { STATE_OF_STATICS } from './staleness/state-of-statics.js'
import { EDITS_OF_SYMBOLS, STATE_OF_OWN_SYMBOLS, STATE_OF_SYMBOLS } from './staleness/state-of-symbols.js'
import { STATE_OF_THE_ENVIRONMENT } from './staleness/state-of-the-environment.js'
import { PARTS_WITHOUT_USE, STATE_OF_PARTS } from './staleness/state-of-parts.js'
import { STATE_OF_THIS } from './staleness/state-of-this.js'
import { STATE_OF_UPDATES } from './staleness/state-of-updates.js'
import { STATE_OF_VARIABLES } from './staleness/state-of-variables.js'
import { EDITS_OF_TAGGED_FIELDS, STATE_OF_TAGGED_FIELDS, TAGGED_FIELDS_APART } from './staleness/tagged-fields.js'
import type { Row } from './staleness.js'

const files = (given: Record<string, string> | string) => (typeof given === 'string' ? { 'a.ts': given } : given)

function program(modules: Record<string, string>, driver = 'say(() => f(1))'): Record<string, string> {
  const names = Object.keys(modules).filter((name) => name.endsWith('.ts'))
  const imports = names.map((name, index) => `import * as m${index} from './${name.replace(/\.ts$/, '.js')}'`)
  const main = `${imports.join('\n')}
const all: any = { ${names.map((name, index) => `${name.replace(/\.ts$/, '')}: m${index}`).join(', ')} }, a = all.a, f = a.f
export async function drive(log: unknown[]) {
  const say = (run: () => any) => { try { const v = run(); log.push(v && typeof v.next === 'function' ? [...v] : v) } catch (error: any) { log.push('threw ' + error.message) } }
  ${driver}
  for (const [i, v] of log.entries()) log[i] = await v
}`
  const placeOf = (name: string) => (name.startsWith('node_modules/') ? name : `src/${name}`)
  const source = Object.fromEntries(Object.entries(modules).map(([name, text]) => [placeOf(name), text]))
  return {
    'tsconfig.json': '{ "compilerOptions": { "target": "ES2022" } }',
    ...source,
    'src/main.ts': main,
  }
}

/** Runs both states on one store. @returns what a fresh run gives and what cached runs gave */
async function runBoth([, before, after, driver]: Row, fresh: boolean) {
  const runner = new ProgramRunner()
  try {
    const first = files(before)
    await runner.build(program(first, driver), true)
    const without = await runner.run({}, 'off')
    const cached = [await runner.run({}, 'cached')]
    const hit = await runner.run({}, 'cached')
    await runner.build(program({ ...first, ...files(after) }, driver), fresh)
    const edited = await runner.run({}, 'off')
    cached.push(await runner.run({}, 'cached'), await runner.run({}, 'cached'))
    return {
      without: without.log,
      edited: edited.log,
      cached: cached.map(({ log }) => log),
      hit: hit.log,
      misses: hit.misses,
      bypasses: hit.bypasses,
      problems: runner.problems,
    }
  } finally {
    runner.dispose()
  }
}

/** Edits of code: no stored result may outlive one of them. */
describe('an edit of', () => {
  test.each([
    ...EDITS_OF_CLASSES,
    ...EDITS_OF_CLOSURES,
    ...EDITS_OF_MODULES,
    ...EDITS_OF_TAGGED_FIELDS,
    ...EDITS_OF_TEXTS,
    ...EDITS_OF_VALUES,
    ...EDITS_UNDER_COMPUTED_KEYS,
  ])('%s', async (...row) => {
    const { without, edited, cached, misses } = await runBoth(row, row[0].length % 2 === 0)
    expect(without, 'the edit shows').not.toBe(edited)
    expect(without).not.toMatch(/threw|crashed/)
    expect(cached).toEqual([without, edited, edited])
    expect(misses, 'a second run hits').toBe(0)
  })
})

/** Changes of state between calls: no stored result may answer for another state. */
describe('a change of', () => {
  test.each([
    ...STATE_OF_CLASSES,
    ...STATE_OF_CLOSURES,
    ...STATE_OF_MODULES,
    ...STATE_OF_NODE,
    ...STATE_OF_OBJECTS,
    ...STATE_OF_PATCHES,
    ...STATE_OF_STATICS,
    ...STATE_OF_SYMBOLS,
    ...STATE_OF_THE_ENVIRONMENT,
    ...STATE_OF_UPDATES,
    ...STATE_OF_VARIABLES,
  ])('%s', async (...row) => {
    const { without, cached, misses } = await runBoth(row, true)
    expect(without).not.toMatch(/threw|crashed/)
    expect(cached).toEqual([without, without, without])
    expect(misses, 'a second run hits').toBe(0)
  })
})

/** Calls inside of a miss find their own results. */
test.each([...CALLS_THAT_HIT_INSIDE, ...FIELDS_SKIPPED_INSIDE])('%s', async (...row) => {
  const { without, cached, misses, bypasses } = await runBoth(row, true)
  expect(cached).toEqual([without, without, without])
  expect({ misses, bypasses }, 'a second run hits').toEqual({ misses: 0, bypasses: 0 })
})

/** What packages made, and hide, counts by what it was given, code by what it reads. */
test.each([
  ...STATE_OF_MADE_VALUES,
  ...STATE_OF_TAGGED_FIELDS,
  ...STATE_UNDER_COMPUTED_KEYS,
  ...FIELDS_WITHOUT_USE,
  ...PARTS_WITHOUT_USE,
  ...STATE_OF_OWN_SYMBOLS,
])('%s', async (...row) => {
  const { without, cached, misses, bypasses } = await runBoth(row, true)
  expect(without).not.toMatch(/threw|crashed/)
  expect(cached).toEqual([without, without, without])
  expect({ misses, bypasses }, 'a second run hits').toEqual({ misses: 0, bypasses: 0 })
})

/** What a parser leaves in its module's variables: no stored result may come from it. */
test.each([
  ...EDITS_OF_SYMBOLS,
  ...STATE_OF_CONDITIONAL_UPDATES,
  ...STATE_OF_EFFECTS,
  ...STATE_OF_FIELDS,
  ...STATE_OF_FORMATTERS,
  ...STATE_OF_HIDDEN_VALUES,
  ...STATE_OF_IMPLICIT_CODE,
  ...STATE_OF_LAZY_VALUES,
  ...STATE_OF_MADE_FIELDS,
  ...STATE_OF_MEMOS,
  ...STATE_OF_NESTED_CALLS,
  ...STATE_OF_PARSERS,
  ...STATE_OF_PARTS,
  ...STATE_OF_RULES,
  ...STATE_OF_SCRATCH_OBJECTS,
  ...STATE_OF_SKIPPED_FIELDS,
  ...STATE_OF_THIS,
  ...STATE_OF_UNKNOWN_CLOSURES,
  ...STATE_UNDER_UNKNOWN_KEYS,
  ...TAGGED_FIELDS_APART,
])('%s', async (...row) => {
  const { without, edited, cached, hit } = await runBoth(row, true)
  expect(without).not.toMatch(/threw|crashed/)
  expect(hit).toBe(without)
  expect(cached).toEqual([without, edited, edited])
})

test.each(MADE_OF_THE_ENVIRONMENT)('%s', async (...row) => {
  const { without, edited, cached } = await runBoth(row, true)
  expect(without).not.toMatch(/threw|crashed/)
  expect(cached).toEqual([without, edited, edited])
})

/** What reading a member changes: a key must not read it. */
test.each(STATE_CHANGED_BY_READS)('%s that a read changes', async (...row) => {
  const { without, cached } = await runBoth(row, true)
  expect(without).not.toMatch(/threw|crashed/)
  expect(cached).toEqual([without, without, without])
})

/** What a function made of a text reads, beside what it is given. */
describe('a text', () => {
  // The first one that reads more makes all such calls of the process run uncached.
  beforeEach(() => {
    const shared = Reflect.get(globalThis, Symbol.for('cachecache.shared')) as { 'texts.1'?: { reason?: string } } | undefined
    delete shared?.['texts.1']?.reason
  })

  test.each(STATE_READ_BY_TEXTS)('%s', async (...row) => {
    const { without, cached } = await runBoth(row, true)
    expect(without).not.toMatch(/threw|crashed/)
    expect(cached).toEqual([without, without, without])
  })
})
