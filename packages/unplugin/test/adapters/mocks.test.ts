import { describe, expect, test } from 'vitest'
import { markMocks, mayMock, mayMockInTest } from '../../src/adapters/mocks.js'

describe('what replaces code', () => {
  test.each([
    "vi.mock('./rates.js', () => ({ rate: () => 5 }))",
    "vi.mock(import('./rates.js'), { spy: true })",
    "jest\n  .mock('./rates')\n  .mock('./shop')",
    "jest.unstable_mockModule('./rates.js', () => ({}))",
    "test('a', () => { vi.doMock('./rates.js') })",
    "vi.spyOn(api, 'load').mockReturnValue(1)",
    "spyOn(api, 'load')",
    "vi.stubGlobal('fetch', async () => ({}))",
    'globalThis.fetch = vi.fn(async () => ({}))',
    'api["load"] = jest.fn<() => void>()',
    "jest.useFakeTimers().setSystemTime(new Date('2001-01-01'))",
    "t.mock.method(api, 'load', () => 1)",
    "mock.module('./rates.js', { namedExports: {} })",
    "import sinon from 'sinon'",
    "import { setupServer } from 'msw/node'",
    "const nock = require('nock')",
    'globalThis.fetch = async () => response',
    'global.Date = FakeDate',
    'Date.now = () => 5',
    'Math.random = seeded',
    'Date.prototype.getTimezoneOffset = () => 60',
    "Object.defineProperty(globalThis, 'crypto', { value: fake })",
    "Object.defineProperty(Date, 'now', { value: () => 5 })",
    'setGlobalDispatcher(agent)',
    "Shop.prototype.load = () => 'a'",
    "Shop.prototype['load'] = load",
    "Object.defineProperty(Shop.prototype, 'load', { value: load })",
    'Object.assign(Shop.prototype, { load })',
    'Shop.make = async () => shop',
  ])('%s', (code) => expect(mayMock(code, '/a.test.ts')).toBe(true))

  test.each([
    "import { vi } from 'vitest'\nconst log = vi.fn()\nexpect(log).toHaveBeenCalled()",
    "vi.spyOn(console, 'error').mockImplementation(() => {})",
    "vi.stubEnv('REGION', 'north')",
    'this.load = debounce(load)',
    "app.get('/mock', handler)",
    'const mock = rows[0]; mock.name = "a"',
    'if (Date.now === real) done()',
    "globalThis.CURRENCY = 'EUR'",
    'globalThis.IS_REACT_ACT_ENVIRONMENT = true',
    'window.HTMLElement.prototype.scrollIntoView = () => {}',
    'Element.prototype.animate = noop',
    "Object.defineProperty(window, 'matchMedia', { value: match })",
    "Panel.displayName = 'panel'",
    'process.env = before',
    'expect(Shop.count === 1)',
  ])('not %s', (code) => expect(mayMock(code, '/a.test.ts')).toBe(false))

  test('code of the program that makes its own classes', () => {
    expect(mayMock('Shop.prototype.load = function () {}', '/src/shop.js')).toBe(false)
    expect(mayMock("import { beforeEach } from 'vitest'\nShop.prototype.load = function () {}", '/src/fake.js')).toBe(true)
  })

  test('a manual mock of Jest', () => expect(mayMock('module.exports = {}', '/__mocks__/axios.js')).toBe(true))

  test('where other programs run too, a test says that it is one', () => {
    const code = "mock.module('./rates.js', {})"
    expect(mayMockInTest(code, '/a.js')).toBe(false)
    expect(mayMockInTest(`import { mock } from 'node:test'\n${code}`, '/a.js')).toBe(true)
  })

  test.each(["t.mock.method(api, 'load')", "t.mock.module('./a.js', {})", "t.mock.getter(api, 'a')", 't.mock.timers.enable()'])(
    "a helper that receives a test's tracker: %s",
    (code) => expect(mayMockInTest(`export const fake = (t, api) => ${code}`, '/helper.js')).toBe(true),
  )
})

describe('the mark', () => {
  const mark = '@cachecache/runtime/mocked'
  test.each([
    ["import a from 'a'\n", `import "${mark}";import a from 'a'\n`],
    ["const a = require('a')\n", `require("${mark}");const a = require('a')\n`],
    ["#!/usr/bin/env node\nimport 'a'", `#!/usr/bin/env node\nimport "${mark}";import 'a'`],
    ["/* a */ 'use strict'\nrequire('a')", `/* a */ 'use strict';require("${mark}");\nrequire('a')`],
    ["'use strict'; // a\n'use client'\n// b\nf()", `'use strict'; // a\n'use client';require("${mark}");\n// b\nf()`],
    ["'a'\n.length", `require("${mark}");'a'\n.length`],
    ["'a' + f()", `require("${mark}");'a' + f()`],
    ['// @ts-nocheck\n/** @jsx h */\nf()', `// @ts-nocheck\n/** @jsx h */\nrequire("${mark}");f()`],
    ['// only a comment', `require("${mark}");// only a comment`],
    ['/* no end', `require("${mark}");/* no end`],
    ['', `require("${mark}");`],
  ])('in front of %j', (code, marked) => expect(markMocks(code, '/a.js')).toBe(marked))

  test.each(['/'.repeat(100_000), '/* a */ '.repeat(50_000), "'a'\n/* a */".repeat(20_000)])('after a long head %#', (head) => {
    const began = performance.now()
    expect(markMocks(`${head}\nf()`, '/a.cjs')).toContain(`require("${mark}");`)
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test.each([
    ["/* eslint-disable */ import { mock } from 'node:test'", '/a.js', true],
    ["const load = () =>\n  import('./x')\n", '/a.js', false],
    ["const code = `\nimport a from 'a'\n`", '/a.js', false],
    ["if (globalThis.skip) return\nconst load = () =>\n  import('./x')\n", '/a.js', false],
    ["import a from 'a'\nconst x = <div/>", '/a.js', true],
    ["import a from 'a'\nconst x = <A>a", '/a.ts', true],
    ["import a from 'a'\nconst x: number = 1", '/a.js', true],
    ['f()', '/a.mts', true],
    ["import('./x')", '/a.cts', false],
  ])('%j in %s: import %s', (code, file, isModule) =>
    expect(markMocks(code, file)).toContain(isModule ? `import "${mark}";` : `require("${mark}");`),
  )

  test('as the host loads the file', () => {
    expect(markMocks('f()', '/a.js', true)).toBe(`import "${mark}";f()`)
    expect(markMocks("import type { A } from './a'", '/a.ts', false)).toContain('require(')
  })
})
