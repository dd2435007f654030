import { expect, test } from 'vitest'
import { transform } from '../../src/transform.js'

const emitted = (body: string, head = 'class C'): string => {
  const source = `${head} { ${body}\n/** @cache */ run() { return this.load() } }`
  return transform(source, '/made/a.js')!.code
}

test.each([
  ['load() { return (this.rows ??= read()) }', 'this.rows ??= /* @__PURE__ */$kept_cc(read(),this,"rows")'],
  ['load() { if (!this.rows) this.rows = read(); return this.rows }', '$kept_cc(read(),this,"rows")'],
  ['load() { if (this.rows) return this.rows; this.rows = read(); return 1 }', '$kept_cc(read(),this,"rows")'],
  ['load() { const rows = this.rows; if (rows) return rows; return (this.rows = read()) }', '$kept_cc(read(),this,"rows")'],
  ['load() { if (this.done) return; this.rows = read(); this.done = true }', '$kept_cc(read(),this,"rows")'],
  ['load = () => (this.rows ??= read())', '$kept_cc(read(),this,"rows")'],
  ['load(k) { if (!this.memo.has(k)) this.memo.set(k, 1); return this.memo.get(k) }', '$growing_cc(this.memo).set(k, 1)'],
  ['load(k) { return (this.table[k] ??= k) }', '$growing_cc(this.table)[k] ??= k'],
  ['load() { if (this.list.length === 0) this.list.push(1); return this.list }', '$growing_cc(this.list).push(1)'],
])('%s is marked', (body, mark) => {
  expect(emitted(body)).toContain(mark)
})

test.each([
  'load() { this.rows = read(); return this.rows }',
  'load() { this.count += 1; return this.count }',
  'load() { this.list.push(1); return this.list }',
  'constructor() { this.rows ??= 1 } load() { return 1 }',
  'load() { return [1].map(function () { return (this.rows ??= 1) }) }',
  'load() { return (this.make ??= () => 1) }',
  'get #rows() { return 1 } set #rows(v) {} load() { return (this.#rows ??= 1) }',
])('%s is not', (body) => {
  expect(emitted(body)).not.toMatch(/\$(?:kept|growing)_cc\(/)
})

test.each(['const fn = () => { BODY }; page.evaluate(fn)', 'const text = (() => { BODY }).toString()'])(
  'code whose text must stay as it is: %s',
  (source) => {
    const body = 'class D { load() { return (this.rows ??= 1) } } return new D().load()'
    const code = transform(`${source.replace('BODY', body)}\n/** @cache */ export function f() {}`, '/made/a.js')!.code
    expect(code).not.toContain('$kept')
  },
)

test('a private field is read and written by its class', () => {
  const code = emitted('#rows; load() { return (this.#rows ??= read()) }')
  expect(code).toMatch(/\$slot_cc\("#[^"]* C\.#rows",\(\$o_cc\)=>\$o_cc\.#rows,\(\$o_cc,\$r_cc\)=>\{\$o_cc\.#rows=\$r_cc\}\);/)
  expect(code).toMatch(/\$kept_cc\(read\(\),this,"#[^"]* C\.#rows"\)/)
})

test('so is one in a module of TypeScript', () => {
  const source = `class C { #rows?: number[]; load() { return (this.#rows ??= [1]) }\n/** @cache */ run() { return this.load() } }`
  expect(transform(source, '/made/a.ts')!.code).toContain('($o_cc:any,$r_cc:any)=>{')
})
