import { beforeAll, describe, expect, it } from 'vitest'
import { transform } from '../../src/transform.js'
import { MODES, RUNTIME, runTraps, type TrapRun } from '../support/run-traps.js'
import { ownTextProject } from '../support/own-text-project.js'
import { captureTraps } from './capture-traps.js'
import { classTraps } from './class-traps.js'
import { closureTraps } from './closure-traps.js'
import { functionTraps } from './function-traps.js'
import { generatorTraps } from './generator-traps.js'
import { moduleTraps } from './module-traps.js'
import { statementTraps } from './statement-traps.js'

const traps = [
  ...functionTraps,
  ...statementTraps,
  ...captureTraps,
  ...closureTraps,
  ...classTraps,
  ...generatorTraps,
  ...moduleTraps,
]
let run: TrapRun

beforeAll(async () => {
  run = await runTraps(traps)
}, 60_000)

describe.each(traps)('$name', ({ name, extension }) => {
  it('is tagged without errors, and a second pass leaves it alone', () => {
    const result = run.transformed.get(name)
    expect(result?.functions.length).toBeGreaterThan(0)
    expect(result?.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([])
    expect(transform(result!.code, `again.${extension}`, { runtime: RUNTIME, project: ownTextProject() })).toBeUndefined()
  })

  it.each(MODES)('gives what it gives untagged, in mode %s', (mode) => {
    expect(run.untagged[name]).toHaveLength(2)
    expect(run.tagged[mode][name]?.join('\n')).toBe(run.untagged[name]?.join('\n'))
  })
})

it('answered calls from the cache', () => {
  expect(Object.keys(run.hits).length).toBeGreaterThan(traps.length / 2)
})
