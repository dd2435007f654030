import { builtinModules } from 'node:module'
import { expect, test } from 'vitest'
import { isAsked } from '../../src/summary/reads/node-state.js'
import { surrounding } from '../../src/summary/reads/process-reads.js'

/** Names of functions that tell something. */
const TELLS = /^(?:current|default|get|has|is|list|random|generate)/i
/** What these tell depends on their arguments alone, on the program's own file, or on another machine. */
const OF_ARGUMENTS = new RegExp(
  `^(?:${[
    'buffer\\.is\\w+',
    'crypto\\.(?:getCipherInfo|getDiffieHellman|hash)',
    'events\\.(?:getEventListeners|listenerCount)',
    'ffi\\.get\\w+',
    'https?\\.(?:get|isValid\\w+)',
    'http2\\.get\\w+Settings',
    'module\\.isBuiltin',
    'net\\.isIP\\w*',
    'path\\.(?:posix\\.|win32\\.)?isAbsolute',
    'process\\.getBuiltinModule',
    'repl\\.isValidSyntax',
    'sea\\.\\w+',
    'stream\\.is\\w+',
    'test\\.\\w+',
    'util\\.(?:is\\w+|getCallSites?|getSystemError\\w+)',
    'util\\.types\\.is\\w+',
    'v8\\.isStringOneByteRepresentation',
    'vm\\.isContext',
    'worker_threads\\.isMarkedAsUntransferable',
  ].join('|')})$`,
)
/** Node warns when it loads them, or they are other names. */
const LEFT_OUT = /^(?:node:)?(?:_|internal|punycode|sqlite|sys$|wasi)|\/(?:posix|win32)$/

const members = [...builtinModules, 'node:sea', 'node:test'].flatMap((specifier) => {
  if (LEFT_OUT.test(specifier)) return []
  const module = process.getBuiltinModule(specifier) as object | undefined
  const name = specifier.replace('node:', '').replaceAll('/', '.')
  const isTelling = (key: string) => TELLS.test(key) && !/^[A-Z]/.test(key) && typeof Reflect.get(module!, key) === 'function'
  return module
    ? Object.getOwnPropertyNames(module)
        .filter(isTelling)
        .map((key) => `${name}.${key}`)
    : []
})

test('there are such functions', () => expect(members.length).toBeGreaterThan(80))

// A new one of a later Node is either asked again or tells nothing of what others have set: this list has to say so.
test.each(members)('what %s tells is known', (name) => {
  expect(OF_ARGUMENTS.test(name) || isAsked(name) || surrounding(name, 0).length > 0).toBe(true)
})
