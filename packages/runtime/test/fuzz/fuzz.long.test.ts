import { test } from 'vitest'
import { fuzzDatabase, fuzzDecoder } from './run-fuzzer.js'

// npm run fuzz: FUZZ_SECONDS of each, 30 where nothing is said, from FUZZ_SEED or a new seed, which a failure names.
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 30)
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const patience = seconds * 1_000 + 240_000

test('a fixed corpus of 24,000 forged entries', () => fuzzDecoder(1, 24_000, 3_600), patience)

test('a fixed corpus of 60 crafted databases', () => fuzzDatabase(1, 60, 3_600), patience)

test(`forged entries, seed ${seed}`, () => fuzzDecoder(seed, Number.MAX_SAFE_INTEGER, seconds), patience)

test(`crafted databases, seed ${seed}`, () => fuzzDatabase(seed, Number.MAX_SAFE_INTEGER, seconds), patience)
