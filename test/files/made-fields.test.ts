import { expect, test } from 'vitest'
import { program } from '../support/program.js'

// Fields that a method fills when it first needs them.

const CLASSES = {
  'a field that is made on first use': `class S { rows?: string[]; load() { return (this.rows ??= readFileSync('rows.txt', 'utf8').split('\\n')) }
    /** @cache */ run(n: number) { return this.load()[n] } }`,
  'a private field with an index of another one': `class S { private rows?: string[]; #byLetter: Map<string, string[]> | undefined
    all() { if (!this.rows) this.rows = readFileSync('rows.txt', 'utf8').split('\\n'); return this.rows }
    index() {
      if (!this.#byLetter) { this.#byLetter = new Map(); for (const row of this.all()) this.#byLetter.set(row[0]!, [row]) }
      return this.#byLetter
    }
    get shown() { return this.#byLetter && [...this.#byLetter] }
    /** @cache */ run(n: number) { return [...this.index().keys()][n] } }`,
  'a getter': `class S { words?: string[]; constructor(readonly text = 'a b c') {} get all() { return (this.words ||= this.text.split(' ')) }
    /** @cache */ run(n: number) { return this.all[n] } }`,
  'a Map of results': `class S { memo = new Map<number, bigint>(); fib(n: number): bigint { const known = this.memo.get(n); if (known !== undefined) return known
      const value = n < 2 ? BigInt(n) : this.fib(n - 1) + this.fib(n - 2); this.memo.set(n, value); return value }
    get shown() { return [...this.memo].map(String) }
    /** @cache */ run(n: number) { return String(this.fib(n + 10)) } }`,
  'an object of results': `class S { memo: Record<string, number> = {}; of(k: string) { return (this.memo[k] ??= k.length) }
    /** @cache */ run(n: number) { return this.of('x'.repeat(n)) } }`,
  'what one call loads': `class S { ready = false; rates: Record<string, number> = {}; list: string[] = []; title?: string
    async init() { if (this.ready) return; const text = await readFile('rows.txt', 'utf8'); this.rates = { all: text.length }; this.title = text; this.list.push(text); this.ready = true }
    /** @cache */ async run(n: number) { await this.init(); return [this.title, this.rates, n] } }`,
  'a Map that an asynchronous method fills': `class S { texts = new Map<string, string>(); get shown() { return [...this.texts] }
    async text(name: string) { const hit = this.texts.get(name); if (hit !== undefined) return hit; const text = await readFile(name, 'utf8'); this.texts.set(name, text); return text }
    /** @cache */ async run(n: number) { return (await this.text('rows.txt'))[n] } }`,
  'a field of another object': `class Repo { #rows?: string[]; rows() { return (this.#rows ??= readFileSync('rows.txt', 'utf8').split('\\n')) } get shown() { return this.#rows } }
    class S { constructor(readonly repo = new Repo()) {} get shown() { return this.repo.shown }
      /** @cache { files: true } */ run(n: number) { return this.repo.rows()[n] } }`,
  'fields beside counts of calls': `class Repo { #calls = 0; private rows?: string[]; log = new WeakMap()
      all() { this.#calls++; return (this.rows ??= readFileSync('rows.txt', 'utf8').split('\\n')) } add(o: object) { this.log.set(o, this.#calls) } get shown() { return this.rows } }
    const repo = new Repo()
    class S { get shown() { return repo.shown }
      run(n: number) { return new Report(repo).row(n) } }
    class Report { constructor(private readonly repo: Repo) {} /** @cache */ row(n: number) { return this.repo.all()[n] } }`,
  'an object with methods': `const store = { data: undefined as string[] | undefined, load() { return (this.data ??= readFileSync('rows.txt', 'utf8').split('\\n')) },
      /** @cache */ run(n: number) { return this.load()[n] } }
    class S { run(n: number) { return store.run(n) } get shown() { return store.data } }`,
}

const main = (text: string) => `import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { subscribe } from 'node:diagnostics_channel'
declare const report: (...values: unknown[]) => void
const told: string[] = []
subscribe('cachecache:call', (message: any) => void told.push(message.status))
${text}
const s = new S()
const values = [await s.run(1), await s.run(1), await s.run(2), { ...s }, (s as any).shown]
report(JSON.stringify(values), ...told)
`

test.each(Object.entries(CLASSES))('%s: the next process hits, and its object is as it was', async (_, text) => {
  const { run, write } = await program({ 'main.ts': main(text), 'rows.txt': 'one\ntwo\nthree' })
  const [without] = (await run({ CACHECACHE: 'off' })).reports
  const first = await run()
  expect(first.reports[0]).toBe(without)
  expect((await run()).reports).toEqual([without, 'hit', 'hit', 'hit'])
  if (!text.includes('rows.txt')) return
  await write({ 'rows.txt': 'four\nfive\nsix' })
  const [edited] = (await run({ CACHECACHE: 'off' })).reports
  expect((await run()).reports[0]).toBe(edited)
  expect(edited).not.toBe(without)
})

test('a field that holds what no entry can is told of', async () => {
  const { run } = await program(
    main(`class S { format?: (n: number) => string; get() { return (this.format ??= (n) => n + '!') }
      /** @cache */ run(n: number) { return this.get()(n) } }`),
  )
  await run()
  const { reports, stderr } = await run()
  expect(reports).toEqual(['["1!","1!","2!",{},null]', 'miss', 'hit', 'hit'])
  expect(stderr).toContain('`this` changed while it ran')
})
