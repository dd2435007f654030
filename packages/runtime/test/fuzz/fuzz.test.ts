import { test } from 'vitest'
import { fuzzDatabase, fuzzDecoder } from './run-fuzzer.js'

// A fixed part of what `npm run fuzz` does for longer, from a new seed each time.

test(
  '24,000 forged entries run no code, pollute nothing and take no more memory than they may',
  () => fuzzDecoder(1, 24_000, 600),
  120_000,
)

test('crafted databases give no wrong result and touch no file outside', () => fuzzDatabase(1, 30, 600), 120_000)
