const SPECIFIER = JSON.stringify('@cachecache/runtime/mocked')

/** How a test module identifies itself, for hosts that may run other programs too. */
const FRAMEWORK =
  /['"](?:node:test|bun:test|vitest|@jest\/globals|jest-mock|sinon|testdouble|esmock|proxyquire|rewire)['"]|\bjest\s*\./

const NAMES = 'mock|doMock|setMock|unstable_mockModule|module|spyOn|method|getter|setter|property|replaceProperty'
const MOCK = new RegExp(
  [
    String.raw`\b(?:vi|vitest|jest|mock)\s*\.\s*(?:${NAMES}|stubGlobal|useFakeTimers|setSystemTime|timers|enableAutomock)\b`,
    String.raw`\.\s*(?:mock|doMock|setMock)\s*\(\s*(?:['"\x60]|import\b)`,
    String.raw`\b(?:spyOn|unstable_mockModule|setSystemTime)\s*\(`,
    String.raw`['"](?:sinon|testdouble|esmock|proxyquire|rewire)['"]`,
    // `api.load = vi.fn()`
    String.raw`(?:\.\s*[\w$#]+|\])\s*=\s*[^=>;\n]*\b(?:(?:vi|vitest|jest|mock)\s*\.\s*fn|mock)\s*[(<]`,
  ].join('|'),
)

/** What a program prints never affects a result. */
const HARMLESS = /\bspyOn\s*\(\s*(?:console|process\s*\.\s*(?:stdout|stderr))\s*,/g
const RECEIVER = /\b(?:vi|vitest|jest)\s*\.\s*(?=spyOn\s*\(\s*(?:console|process\s*\.\s*(?:stdout|stderr))\s*,)/g

/** Manual mocks, which Jest uses automatically. */
const MANUAL = /[\\/]__mocks__[\\/]/

/** Whether a module mocks, replaces or spies on other code, in a host that runs only tests. */
export function mayMock(code: string, file: string): boolean {
  return MANUAL.test(file) || MOCK.test(code.replace(RECEIVER, '').replace(HARMLESS, ''))
}

/** The same for hosts that may run other programs too. */
export const mayMockInTest = (code: string, file: string): boolean => FRAMEWORK.test(code) && mayMock(code, file)

/** Text that must stay first. */
const HEAD = /^(?:#![^\n]*\n)?(?:(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*(['"])use strict\1;?)?/

/**
 * Tells the runtime not to cache calls, before anything else is loaded. Inserted into an existing line, so that no line moves.
 */
export function markMocks(code: string): string {
  const head = HEAD.exec(code)![0]
  const isModule = /^\s*(?:import|export)\b/m.test(code)
  const mark = isModule ? `import ${SPECIFIER};` : `require(${SPECIFIER});`
  return `${head}${head.endsWith("'") || head.endsWith('"') ? ';' : ''}${mark}${code.slice(head.length)}`
}
