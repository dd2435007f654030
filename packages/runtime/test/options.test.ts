// oxlint-disable unicorn/consistent-function-scoping -- builders stand by their tests
import { describe, expect, test } from 'vitest'
import { OptionError } from '../src/reporting/errors.js'
import { takeOptions } from '../src/generated.js'
import { cacheOptions, judgeOptions, resolveTagOptions } from '../src/options/options.js'

const judge = (slot: unknown) => judgeOptions(slot, 'p/f.ts#f')
const thrown = (run: () => unknown): OptionError => {
  try {
    run()
  } catch (error) {
    if (error instanceof OptionError) return error
    throw error
  }
  throw new Error('it did not throw')
}

describe('the value in the options slot', () => {
  const options: [name: string, slot: unknown, given: object][] = [
    ['an empty object', {}, {}],
    ['each option', { again: true, cacheResults: false, cachePath: 'x' }, { again: true, cacheResults: false, cachePath: 'x' }],
    ['undefined values are absent', { again: undefined, cachePath: undefined }, {}],
    ['a null prototype', Object.assign(Object.create(null) as object, { again: true }), { again: true }],
    ['a URL as cachePath', { cachePath: new URL('file:///data/x') }, { cachePath: 'file:///data/x' }],
    ['branded options', cacheOptions({ again: true }), { again: true }],
  ]
  test.each(options)('%s counts', (_name, slot, given) => {
    expect(JSON.parse(JSON.stringify(judge(slot)))).toEqual(given)
  })

  const surplus: [name: string, slot: unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['an index, as map passes', 1],
    ['an array, as map passes', [1, 2]],
    ['a text', 'again'],
    ['a function', () => 1],
    ['an event', new Event('click')],
    ['a class instance', new (class { again = true })()], // prettier-ignore
    ['an object with a foreign name', { size: 3 }],
    ['options beside a foreign name', { again: true, size: 3 }],
    ['an accessor', { get again() { return true } }], // prettier-ignore
    ['a symbol key', { again: true, [Symbol('s')]: 1 }],
    ['a proxy', new Proxy({ again: true }, {})],
    ['a Map', new Map([['again', true]])],
  ]
  test.each(surplus)('%s is a surplus argument', (_name, slot) => {
    expect(judge(slot)).toBeUndefined()
  })

  const misspelt: [slot: object, name: string, meant: string][] = [
    [{ agian: true }, 'agian', 'again'],
    [{ agan: true }, 'agan', 'again'],
    [{ cacheResult: false }, 'cacheResult', 'cacheResults'],
    [{ cachepath: 'x' }, 'cachepath', 'cachePath'],
    [{ again: true, chacePath: 'x' }, 'chacePath', 'cachePath'],
  ]
  test.each(misspelt)('%o throws a TypeError that names both', (slot, name, meant) => {
    const error = thrown(() => judge(slot))
    expect(error).toBeInstanceOf(TypeError)
    expect([error.name, error.code]).toEqual(['TypeError', 'unknown-option'])
    expect(error.message).toContain(`'${name}'`)
    expect(error.message).toContain(`'${meant}'`)
  })

  const wrong: object[] = [
    { again: 'yes' },
    { again: 1 },
    { again: null },
    { cacheResults: 0 },
    { cachePath: 5 },
    { cachePath: '' },
  ]
  test.each(wrong)('%o has a value of the wrong type', (slot) => {
    expect(thrown(() => judge(slot)).code).toBe('wrong-option-type')
  })
})

describe('cacheOptions', () => {
  test('knows its options strictly', () => {
    expect(thrown(() => cacheOptions({ size: 3 } as never)).message).toContain("'size'")
    expect(thrown(() => cacheOptions({ agin: true } as never)).message).toContain("Did you mean 'again'?")
    expect(thrown(() => cacheOptions(undefined as never)).code).toBe('wrong-option-type')
  })

  test('is taken off the end of arguments and of rest parameters', () => {
    const options = cacheOptions({ again: true })
    const rest: unknown[] = [1, 2, options]
    expect(takeOptions(rest)).toBe(options)
    expect(rest).toEqual([1, 2])
    function strict(..._args: unknown[]) {
      const taken = takeOptions(arguments)
      return [taken === options, arguments.length, Array.from(arguments)]
    }
    expect(strict(1, options)).toEqual([true, 1, [1]])
    // eslint-disable-next-line no-new-func
    const sloppy = new Function('take', 'return function (a) { const t = take(arguments); return [t, arguments.length, a] }')(
      takeOptions,
    ) as (...args: unknown[]) => unknown
    expect(sloppy(1, options)).toEqual([options, 1, 1])
  })

  test('anything else at the end stays', () => {
    const rest = [1, { again: true }]
    expect(takeOptions(rest)).toBeUndefined()
    expect(rest).toHaveLength(2)
    expect(takeOptions([])).toBeUndefined()
  })
})

describe('options of a tag', () => {
  const resolve = (options: object) => resolveTagOptions(options, 'p/f.ts#f', ['file', 'log'])

  test('a duration is milliseconds or a text', () => {
    expect(resolve({ ttl: 1500 }).ttl).toBe(1500)
    expect(resolve({ ttl: '1h' }).ttl).toBe(3_600_000)
    expect(resolve({ ttl: '7 days' }).ttl).toBe(604_800_000)
  })

  test.each([
    { ttl: 'soon' },
    { ttl: '' },
    { ttl: -1 },
    { ttl: 0 },
    { ttl: NaN },
    { ttl: true },
    { ignore: 'log' },
    { cacher: {} },
    { again: 1 },
    { inputs: 1 },
  ])('%o is refused', (options) => {
    expect(thrown(() => resolve(options)).code).toBe('wrong-option-type')
  })

  test('ignore names parameters', () => {
    expect(resolve({ ignore: ['log'] }).ignore).toEqual(['log'])
    expect(thrown(() => resolve({ ignore: ['lgo'] })).message).toContain("Did you mean 'log'?")
  })

  test('an unknown name is refused with a suggestion', () => {
    expect(thrown(() => resolve({ tll: '1h' })).message).toContain("Did you mean 'ttl'?")
    expect(thrown(() => resolve({ colour: 1 })).code).toBe('unknown-option')
  })
})
