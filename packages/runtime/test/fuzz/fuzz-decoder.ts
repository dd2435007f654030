// Decodes forged entries: node fuzz-decoder.js <seed> <entries> <seconds>. Ends by itself after whichever comes first, and says what it saw.
import { getHeapStatistics } from 'node:v8'
import { decode } from '../../src/codec.js'
import { createRandom } from '../backends/random.js'
import { forgeEntry } from './forge-entry.js'

/** What one entry of a few kB, or of 2 MB with its payload, may hold when it has been read. Bytes. */
const MOST = 48e6

const [seed = 1, entries = 1, seconds = 60] = process.argv.slice(2).map(Number)
const globals = [Object, Array, Function, Map, Set, Date, RegExp, Error, URL, Promise, Uint8Array, Buffer] as const
const owners = [...globals, ...globals.map((one) => one.prototype as object)]
const snapshot = (): string => JSON.stringify(owners.map((owner) => Reflect.ownKeys(owner).map(String)))
const before = snapshot()

const held = (): number => {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics()
  return heap + external
}

function findFunction(root: unknown, seen = new Set<unknown>()): boolean {
  const pending = [root]
  for (let one = pending.pop(); pending.length > 0 || one !== undefined; one = pending.pop()) {
    if (typeof one === 'function') return true
    if (typeof one !== 'object' || one === null || seen.has(one) || ArrayBuffer.isView(one)) continue
    seen.add(one)
    for (const key of Object.keys(one)) pending.push(Object.getOwnPropertyDescriptor(one, key)!.value)
    if (one instanceof Map) pending.push(...one.keys(), ...one.values())
    if (one instanceof Set) pending.push(...one)
  }
  return false
}

const random = createRandom(seed)
const until = Date.now() + seconds * 1_000
const seen = { decoded: 0, read: 0, functions: 0, polluted: 0, greedy: 0 }
for (; seen.decoded < entries && Date.now() < until; seen.decoded++) {
  const { key, data } = forgeEntry(random)
  const start = held()
  const entry = decode(data, key)
  if (held() - start > MOST) seen.greedy++
  if (entry === undefined) continue
  seen.read++
  if (findFunction(entry.value)) seen.functions++
  if (seen.read % 64 === 0 && snapshot() !== before) seen.polluted++
}
if (snapshot() !== before) seen.polluted++
console.log(JSON.stringify(seen))
