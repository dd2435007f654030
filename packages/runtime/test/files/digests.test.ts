import type { Stats } from 'node:fs'
import { expect, test } from 'vitest'
import { isSettled } from '../../src/files/digests.js'

const at = (mtimeMs: number, ctimeMs: number) => ({ mtimeMs, ctimeMs }) as Stats

// A digest is kept only for times that a later change would move.
test.each([
  ['a file written long ago', at(1_000.5, 1_000.5), 10_000, true],
  ['a file written within the last tick', at(9_950.5, 9_950.5), 10_000, false],
  ['a clock of whole seconds, in the second after', at(9_000, 9_000), 10_000, false],
  ['a clock of whole seconds, later', at(9_000, 9_000), 12_000, true],
  ['times set back by hand: the change time stays', at(1_000, 9_950.5), 10_000, false],
  ['times in the future, changed long ago', at(99_000.5, 1_000.5), 10_000, true],
  ['times in the future, changed now', at(99_000.5, 9_990.5), 10_000, false],
])('%s', (_, stats, now, settled) => {
  expect(isSettled(stats, now)).toBe(settled)
})
