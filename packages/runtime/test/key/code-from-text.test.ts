import { beforeEach, expect, test } from 'vitest'
import { ofText, onlyPlainTexts } from '../../src/key/functions/code-from-text.js'

beforeEach(() => {
  const shared = Reflect.get(globalThis, Symbol.for('cachecache.shared')) as { 'texts.1'?: { reason?: string } }
  delete shared['texts.1']?.reason
})

const PLAIN: [parameters: string, body: string][] = [
  ['', 'return 1'],
  ['a,b', 'return a + b'],
  ['fn,$', '"use strict"; return (row,data,op)=>fn.sum(data.v.at(row)) * Math.max(1, $.k);'],
  ['a,b', 'let u, v; return ((u = a) < (v = b) || u == null) && v != null ? -1 : ((u = u instanceof Date ? +u : u)) > 0'],
  ['d', 'const out = []; for (const x of d.list) out.push(`<li>${x}</li>`); return out.join("")'],
  ['d', 'try { return JSON.parse(d) } catch (error) { return { message: error.message } }'],
  ['d', 'return "this is a constructor of random dates: " + d'],
  ['d', 'return d.map(function (x) { return Object.keys(x) })\n//# sourceURL=template.js'],
]

test.each(PLAIN)('a function of (%s) that is made of `%s` reads only what it is given', (parameters, body) => {
  ofText(new Function(parameters, body))
  expect(onlyPlainTexts).not.toThrow()
})

const OTHERS = [
  'return rate',
  'return this.rate',
  'return globalThis.rate',
  'return (function () { return this })()',
  'return a.constructor',
  "return a['constructor']",
  'return eval("rate")',
  'return new Function("return rate")()',
  'return import("./x.js")',
  'with (a) { return rate }',
  'return Date.now()',
  'return new Date(a)',
  'return Math.random()',
  'return Math["random"]()',
  'return a.toLocaleString()',
  'return a.getHours()',
  'return process.env.RATE',
  'rate = 1',
  'return th\\u0069s_',
]

test.each(OTHERS)('after `%s`, calls that may run such code run uncached', (body) => {
  ofText(new Function('a', body))
  expect(onlyPlainTexts).toThrow(/new Function/)
  ofText(new Function('return 1'))
  expect(onlyPlainTexts).toThrow(/new Function/)
})

test('what is no function is returned as it is', () => {
  expect(ofText(1)).toBe(1)
  expect(onlyPlainTexts).not.toThrow()
})
