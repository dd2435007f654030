import { createRequire } from 'node:module'
import { afterDirectives } from './directives.js'

const SPECIFIER = JSON.stringify('@cachecache/runtime/mocked')

/** Packages that replace modules or methods. */
const REPLACERS = 'sinon|testdouble|quibble|esmock|proxyquire|rewire|rewiremock|mockery|mock-require|ts-mockito'
/** How a test module identifies itself, for hosts that may run other programs too. */
const FRAMEWORK = new RegExp(String.raw`['"](?:node:test|bun:test|vitest|@jest\/globals|jest-mock|${REPLACERS})['"]|\bjest\s*\.`)

const NAMES = 'mock|doMock|setMock|unstable_mockModule|module|spyOn|method|getter|setter|property|replaceProperty'
const MOCK = new RegExp(
  [
    String.raw`\b(?:vi|vitest|jest|mock)\s*\.\s*(?:${NAMES}|stubGlobal|useFakeTimers|setSystemTime|timers|enableAutomock)\b`,
    String.raw`\.\s*(?:mock|doMock|setMock)\s*\(\s*(?:['"\x60]|import\b)`,
    String.raw`\b(?:spyOn|unstable_mockModule|setSystemTime)\s*\(`,
    String.raw`['"](?:${REPLACERS})['"]`,
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

/** A test's own mock tracker, which a helper receives as an argument: `t.mock.method(api, 'load')`. */
const TRACKER = /\.\s*mock\s*\.\s*(?:(?:method|module|getter|setter|property)\s*\(|timers\b)/

/** The same for hosts that may run other programs too. */
export const mayMockInTest = (code: string, file: string): boolean =>
  (FRAMEWORK.test(code) || TRACKER.test(code)) && mayMock(code, file)

/**
 * Tells the runtime not to cache calls, before anything else is loaded. Inserted into an existing line, so that no line moves.
 * @param isModule whether the host loads the file as an ES module, if it knows
 */
export function markMocks(code: string, file: string, isModule?: boolean): string {
  const { offset, separator } = afterDirectives(code)
  const mark = speaksModules(file, code, isModule) ? `import ${SPECIFIER};` : `require(${SPECIFIER});`
  return code.slice(0, offset) + separator + mark + code.slice(offset)
}

function speaksModules(file: string, code: string, known: boolean | undefined): boolean {
  if (/\.m[jt]s$/.test(file)) return true
  if (/\.c[jt]s$/.test(file)) return false
  return known ?? hasModuleSyntax(file, code)
}

function hasModuleSyntax(file: string, code: string): boolean {
  // Loaded on first use: most programs contain no such test.
  const { parseSync } = createRequire(import.meta.url)('oxc-parser') as typeof import('oxc-parser')
  const lang = /\.tsx?$/.exec(file)?.[0].slice(1) as 'ts' | 'tsx' | undefined
  const as = (sourceType: 'unambiguous' | 'commonjs' | 'module') => parseSync(file, code, { lang: lang ?? 'jsx', sourceType })
  const { module, errors } = as('unambiguous')
  if (errors.length === 0 || module.hasModuleSyntax) return module.hasModuleSyntax
  // A script may `return` at its top level; a module may have a top-level `for await`.
  if (as('commonjs').errors.length === 0) return false
  // Otherwise, it is in a language that the parser doesn't know, such as Flow.
  return as('module').errors.length === 0 || /^\s*(?:import|export)\b/m.test(code)
}
