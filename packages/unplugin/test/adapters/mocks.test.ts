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
  ])('%s', (code) => expect(mayMock(code, '/a.test.ts')).toBe(true))

  test.each([
    "import { vi } from 'vitest'\nconst log = vi.fn()\nexpect(log).toHaveBeenCalled()",
    "vi.spyOn(console, 'error').mockImplementation(() => {})",
    "vi.stubEnv('REGION', 'north')",
    'this.load = debounce(load)',
    "app.get('/mock', handler)",
    'const mock = rows[0]; mock.name = "a"',
  ])('not %s', (code) => expect(mayMock(code, '/a.test.ts')).toBe(false))

  test('a manual mock of Jest', () => expect(mayMock('module.exports = {}', '/__mocks__/axios.js')).toBe(true))

  test('where other programs run too, a test says that it is one', () => {
    const code = "mock.module('./rates.js', {})"
    expect(mayMockInTest(code, '/a.js')).toBe(false)
    expect(mayMockInTest(`import { mock } from 'node:test'\n${code}`, '/a.js')).toBe(true)
  })
})

describe('the mark', () => {
  const mark = '@cachecache/runtime/mocked'
  test.each([
    ["import a from 'a'\n", `import "${mark}";import a from 'a'\n`],
    ["const a = require('a')\n", `require("${mark}");const a = require('a')\n`],
    ["#!/usr/bin/env node\nimport 'a'", `#!/usr/bin/env node\nimport "${mark}";import 'a'`],
    ["/* a */ 'use strict'\nrequire('a')", `/* a */ 'use strict';require("${mark}");\nrequire('a')`],
  ])('in front of %j', (code, marked) => expect(markMocks(code)).toBe(marked))
})
