import type { Rendering } from './built-ins.js'
import { getOwnPropertyDescriptor, getOwnPropertyNames, getter } from './intrinsics.js'
import type { Renderer } from './renderer.js'

interface Type {
  prototype: object
}
type Add = (type: Type, rendering: Rendering) => void
type Method = (this: unknown, ...args: unknown[]) => unknown

/** Formatters and similar objects: `resolvedOptions` returns everything decided at construction. */
export function addIntl(add: Add): void {
  if (typeof Intl !== 'object') return
  for (const [name, type] of typesOf(Intl)) {
    const read = methodOf(type, name === 'Locale' ? 'toString' : 'resolvedOptions')
    if (read !== undefined) add(type, (renderer, value) => renderAs(renderer, name, value, Reflect.apply(read, value, [])))
  }
}

const durationParts = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds', 'nanoseconds'] // prettier-ignore

/** Their text shows their complete value, except for durations, where `60s` and `1m` could be equal. */
export function addTemporal(add: Add): void {
  const { Temporal } = globalThis as { Temporal?: object }
  if (typeof Temporal !== 'object') return
  for (const [name, type] of typesOf(Temporal)) {
    if (name === 'Duration') {
      const parts = durationParts.map((part) => getter(type.prototype, part))
      add(type, (renderer, value) => {
        const values = parts.map((read) => read(value))
        renderAs(renderer, name, value, values)
      })
      continue
    }
    const write = methodOf(type, 'toString')
    const options = [{ calendarName: 'always' }]
    if (write !== undefined) add(type, (renderer, value) => renderAs(renderer, name, value, Reflect.apply(write, value, options)))
  }
}

function renderAs(renderer: Renderer, name: string, value: object, content: unknown): void {
  renderer.text += `l${name}:`
  renderer.value(content)
  renderer.extras(value)
}

function typesOf(owner: object): [name: string, type: Type][] {
  return getOwnPropertyNames(owner).flatMap((name): [string, Type][] => {
    const type: unknown = getOwnPropertyDescriptor(owner, name)?.value
    const isClass = typeof type === 'function' && typeof type.prototype === 'object' && type.prototype !== null
    return isClass ? [[name, type as unknown as Type]] : []
  })
}

function methodOf({ prototype }: Type, name: string): Method | undefined {
  const method: unknown = getOwnPropertyDescriptor(prototype, name)?.value
  return typeof method === 'function' ? (method as Method) : undefined
}
