import { describe, expect, test } from 'vitest'
import { know } from '../../src/generated.js'
import { nameOfSymbol } from '../../src/key/symbols.js'

const named = (name: string, description?: string): symbol => {
  const made = Symbol(description)
  know([[() => made, name]])
  return made
}

describe('symbols that a module creates', () => {
  test('are named by their place and description', () => {
    expect(nameOfSymbol(named('app/a.ts#A', 's'))).toBe('app/a.ts#A Symbol(s)')
    expect(nameOfSymbol(Symbol('s'))).toBeUndefined()
  })

  test('keep their first name', () => {
    const made = named('app/b.ts#A')
    know([[() => made, 'app/c.ts#B']])
    expect(nameOfSymbol(made)).toBe('app/b.ts#A Symbol()')
  })

  test('have none if the process has several of one place', () => {
    const first = named('app/d.ts#A')
    const second = named('app/d.ts#A')
    expect([nameOfSymbol(first), nameOfSymbol(second)]).toEqual([undefined, undefined])
    expect(nameOfSymbol(named('app/d.ts#A'))).toBeUndefined()
  })

  test('are none of those that every process has', () => {
    know([
      [() => Symbol.iterator, 'app/e.ts#A'],
      [() => Symbol.for('e'), 'app/e.ts#B'],
    ])
    expect([nameOfSymbol(Symbol.iterator), nameOfSymbol(Symbol.for('e'))]).toEqual(['Symbol.iterator', 'for e'])
  })
})
