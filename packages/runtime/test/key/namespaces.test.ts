import { describe, expect, test } from 'vitest'
import { know, known } from '../../src/generated.js'
import { keyOf, why } from '../support/keys.js'

const { defineProperty } = Object
const read = (value: unknown) => keyOf(1, { inputs: () => [value] })

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

  test('other accessors are refused, and all accessors of arguments', () => {
    const refused = /is an accessor$/
    expect(why(() => read(namespace(() => area + 1)))).toMatch(refused)
    expect(why(() => read(namespace(() => area, { set: () => {} })))).toMatch(refused)
    expect(why(() => read(namespace(() => area, { configurable: true })))).toMatch(refused)
    expect(why(() => keyOf(namespace(() => area)))).toMatch(refused)
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
