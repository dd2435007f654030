import { describe, expect, test } from 'vitest'
import { know, known } from '../../src/generated.js'
import { keyOf, why } from '../support/keys.js'

const { defineProperty } = Object
const read = (value: unknown) => keyOf(1, { inputs: () => [value] })

/** One that the build names. */
function named(get: () => unknown, module = 'app%2Fsrc%2Farea.ts'): object {
  const value = namespace(get)
  know([[() => value, `${module} *`]])
  return value
}

/** As esbuild and webpack make it. */
function namespace(get: () => unknown, given: PropertyDescriptor = {}): object {
  return defineProperty({}, 'area', { get, enumerable: true, ...given })
}

describe('the namespace object of a module, as bundlers make it', () => {
  let area = 1

  test('counts by the values of its variables', () => {
    const value = namespace(() => area)
    const before = read(value)
    expect(read(value)).toBe(before)
    area = 2
    expect(read(value)).not.toBe(before)
  })

  const webpackModule = { area: 1, get other() { return area } } // prettier-ignore
  const texts = [
    () => area,
    // The compiler of the tests drops comments.
    new Function('module', 'return () => (/* reexport safe */ module.area)')(webpackModule) as () => unknown,
    Object.getOwnPropertyDescriptor({ get area() { return area } }, 'area')!.get!, // prettier-ignore
  ]

  test.each(texts)('%s is a variable, in an argument too', (get) => {
    area = 1
    webpackModule.area = 1
    const before = [keyOf(named(get)), keyOf({ in: [named(get)] })]
    expect([keyOf(named(get)), keyOf({ in: [named(get)] })]).toEqual(before)
    area = 2
    webpackModule.area = 2
    expect(keyOf(named(get))).not.toBe(before[0])
    expect(keyOf({ in: [named(get)] })).not.toBe(before[1])
  })

  test('a variable that is not initialized yet makes the call run uncached', () => {
    expect(() => keyOf(named(() => late))).toThrow('not initialized yet')
    const late = 1
  })

  test('is told from that of another module', () => {
    area = 1
    expect(keyOf(named(() => area))).not.toBe(keyOf(named(() => area, 'app%2Fsrc%2Fother.ts')))
    expect(keyOf(named(() => area))).not.toBe(keyOf({ area: 1 }))
  })

  test('that the build does not name is no argument', () => {
    expect(why(() => keyOf(namespace(() => area)))).toMatch(/is an accessor$/)
  })

  test('other accessors are refused', () => {
    const refused = /is an accessor$/
    const refuse = (value: object) => {
      expect(why(() => read(value))).toMatch(refused)
      expect(why(() => keyOf(value))).toMatch(refused)
    }
    refuse(namespace(() => area + 1))
    refuse(namespace(() => webpackModule.other))
    refuse(namespace(() => area, { set: () => {} }))
    refuse(namespace(() => area, { configurable: true }))
    refuse({ get area() { return area } }) // prettier-ignore
    refuse(Object.freeze({ get area() { return area * 2 } })) // prettier-ignore
  })

  test('of a package counts by its version', () => {
    const make = () => namespace(() => Math.random() + area)
    const [one, other, next] = [make(), make(), make()]
    know([
      [() => one, 'package dec@1.0.0 index.js *'],
      [() => other, 'package dec@1.0.0 index.js *'],
      [() => next, 'package dec@1.0.1 index.js *'],
    ])
    expect(read({ dec: one })).toBe(read({ dec: other }))
    expect(read({ dec: one })).not.toBe(read({ dec: next }))
  })
})

describe('a function that is a member of a package', () => {
  const scale = 2
  const digest = (name: string) => `package colors@1.0.0 index.js default.${name}`
  /** As packages of colors make it: with members that it inherits from an object, and state behind symbols. */
  function color(name: string, own: object = {}): Function {
    const made = Object.assign((text: string) => text.repeat(scale), { [Symbol('styler')]: () => scale }, own)
    return known(Object.setPrototypeOf(made, { [name]: () => scale }), digest(name)) as Function
  }

  test('counts by its version and its name', () => {
    expect(read({ ok: color('green') })).toBe(read({ ok: color('green') }))
    expect(read({ ok: color('green') })).not.toBe(read({ ok: color('red') }))
  })

  test('counts with the data that is put on it', () => {
    const green = color('green', { level: 1 })
    const before = read([green])
    expect(before).not.toBe(read([color('green')]))
    Object.assign(green, { level: 2 })
    expect(read([green])).not.toBe(before)
  })

  test('that is bound is none of the package', () => {
    expect(why(() => read([known((() => scale).bind(1), digest('green'))]))).toMatch(/is native or bound/)
  })

  test('stays the function of the project that it is', () => {
    const make = (by: number) =>
      known(
        (n: number) => n * by,
        'own',
        undefined,
        () => [by],
      )
    const [two, three] = [make(2), make(3)].map((fn) => known(fn, digest('green')))
    expect(read([two])).not.toBe(read([three]))
  })
})
