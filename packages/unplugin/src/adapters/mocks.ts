import { createRequire } from 'node:module'
import { afterDirectives } from './directives.js'

const SPECIFIER = JSON.stringify('@cachecache/runtime/mocked')

/** Packages that replace modules, methods, the clock, the network or the file system. */
const REPLACERS =
  'sinon|testdouble|quibble|esmock|proxyquire|rewire|rewiremock|mockery|mock-require|ts-mockito|@sinonjs/fake-timers|mockdate|timekeeper|' +
  'jest-date-mock|nock|msw(?:/[^\'"]*)?|fetch-mock|fetch-mock-jest|(?:jest|vitest)-fetch-mock|axios-mock-adapter|aws-sdk-client-mock|mock-fs|mock-socket'
/** How a test module identifies itself, for hosts that may run other programs too. */
const FRAMEWORK = new RegExp(String.raw`['"](?:node:test|bun:test|vitest|@jest\/globals|jest-mock|${REPLACERS})['"]|\bjest\s*\.`)

/** What shows the world to a program: the network, the clock, randomness. */
const WORLD = 'fetch|XMLHttpRequest|WebSocket|EventSource|Date|Math|crypto|performance|Temporal'
const BUILT_IN = 'Date|Math|performance|crypto|Intl\\s*\\.\\s*\\w+|JSON|Temporal'
/** Classes of the DOM, which setup files complete. */
const ELEMENTS = String.raw`(?:window\s*\.\s*)?(?:HTML|SVG|DOM|CSS|Media|Intersection|Resize|Mutation|Pointer)\w*|(?:window\s*\.\s*)?(?:Element|Node|Window|Document|Range|Event|Text)\b`

const NAMES = 'mock|doMock|setMock|unstable_mockModule|module|spyOn|method|getter|setter|property|replaceProperty'
const MOCK = new RegExp(
  [
    String.raw`\b(?:vi|vitest|jest|mock)\s*\.\s*(?:${NAMES}|stubGlobal|useFakeTimers|setSystemTime|timers|enableAutomock)\b`,
    String.raw`\.\s*(?:mock|doMock|setMock)\s*\(\s*(?:['"\x60]|import\b)`,
    String.raw`\b(?:spyOn|unstable_mockModule|setSystemTime)\s*\(`,
    String.raw`['"](?:${REPLACERS})['"]`,
    // `api.load = vi.fn()`
    String.raw`(?:\.\s*[\w$#]+|\])\s*=\s*[^=>;\n]*\b(?:(?:vi|vitest|jest|mock)\s*\.\s*fn|mock)\s*[(<]`,
    // `globalThis.fetch = …`, `Date.now = …`
    String.raw`\b(?:globalThis|global|window|self)\s*\.\s*(?:${WORLD})\s*=(?!=)`,
    String.raw`\b(?:${BUILT_IN})\s*\.\s*(?:prototype\s*\.\s*)?[\w$]+\s*=(?!=)`,
    String.raw`\bdefineProperty\s*\(\s*(?:(?:globalThis|global|window|self)\s*,\s*['"](?:${WORLD})['"]|(?:${BUILT_IN})\b)`,
    String.raw`\bsetGlobalDispatcher\s*\(`,
  ].join('|'),
)

/** `Shop.load = () => …`, `Shop.prototype.load = …`. Other objects show their members at run time. */
const PATCH = new RegExp(
  [
    String.raw`\b[A-Z][\w$]*\s*\.\s*[\w$]+\s*=\s*(?:async\b\s*)?(?:function\b|\(|[\w$]+\s*=>)`,
    String.raw`\b(?!${ELEMENTS})[\w$]+\s*\.\s*prototype\s*(?:\.\s*[\w$]+|\[[^\]\n]+\])\s*=(?!=)`,
    String.raw`\b(?:defineProperty|defineProperties|assign|setPrototypeOf)\s*\(\s*(?!${ELEMENTS})[\w$.]+\.prototype\b`,
    String.raw`\bdefineProperty\s*\(\s*(?!${ELEMENTS})[A-Z][\w$]*\s*,`,
  ].join('|'),
)

const TEST_FILE = /[.-](?:test|spec|setup)\.[cm]?[jt]sx?$|[\\/](?:__tests__|tests?)[\\/]|[\\/][^\\/]*setup[^\\/]*$/i

/** What a program prints never affects a result. */
const HARMLESS = /\bspyOn\s*\(\s*(?:console|process\s*\.\s*(?:stdout|stderr))\s*,/g
const RECEIVER = /\b(?:vi|vitest|jest)\s*\.\s*(?=spyOn\s*\(\s*(?:console|process\s*\.\s*(?:stdout|stderr))\s*,)/g

/** Manual mocks, which Jest uses automatically. */
const MANUAL = /[\\/]__mocks__[\\/]/

/** Whether a module mocks, replaces or spies on other code, in a host that runs only tests. */
export function mayMock(code: string, file: string): boolean {
  if (MANUAL.test(file) || MOCK.test(code.replace(RECEIVER, '').replace(HARMLESS, ''))) return true
  return (TEST_FILE.test(file) || FRAMEWORK.test(code)) && PATCH.test(code)
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
