import { test } from 'vitest'
import { fuzzDatabase, fuzzDecoder } from './run-fuzzer.js'

// A small, fixed part of what fuzz.long.test.ts does.

test(
  'forged entries run no code, pollute nothing and take no more memory than they may',
  () => fuzzDecoder(1, 4_000, 600),
  600_000,
)

test('crafted databases give no wrong result and touch no file outside', () => fuzzDatabase(1, 8, 600), 600_000)
