import { describe, expect, test } from 'vitest'
import { know } from '../../src/generated.js'
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
      [() => one, 'package dec@1.0.0#*'],
      [() => other, 'package dec@1.0.0#*'],
      [() => next, 'package dec@1.0.1#*'],
    ])
    expect(read({ dec: one })).toBe(read({ dec: other }))
    expect(read({ dec: one })).not.toBe(read({ dec: next }))
  })
})
