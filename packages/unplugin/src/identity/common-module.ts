import type { FileSummary } from '../summary/file-summary.js'
import { OF_FUNCTIONS } from '../summary/own-members.js'
import type { Edge } from './link-units.js'

/** What code reads of a CommonJS module, through an import, `require` or the module's own `exports`. */
interface CommonRead {
  /** For messages. */
  name: string
  /** The object in the code's file; none if only the reading function can evaluate it. */
  expression: string | undefined
  /** Whether anything but code is read. Every module that requires it can change its data. */
  isData(assigned: FileSummary['assigned']): boolean
}

/** Code, by what the module assigns; functions that use `this` included. */
export const isCode = (kind: string | undefined): boolean => kind === 'code' || kind === 'instance'

export function readOfCommonModule(edge: Edge, { imports }: FileSummary): CommonRead | undefined {
  const { via, name, object } = edge.reference!
  const steps = [...edge.path, ...(edge.method === undefined ? [] : [edge.method])]
  if (via === 'import') {
    if (!object) return undefined
    const shown = object.expression ?? `require('${name}')`
    return { name: shown, expression: object.expression, isData: (assigned) => isData(steps, edge, object.use, assigned) }
  }
  const imported = imports.get(name)
  if (!imported || edge.effect) return undefined
  const own = imported.name === 'default' || imported.name === '*' ? [] : [imported.name]
  const path = [...own, ...steps].filter((step, index) => index > 0 || step !== 'default')
  return { name, expression: name, isData: (assigned) => isData(path, edge, edge.use, assigned) }
}

function isData([member, next]: readonly string[], edge: Edge, use: string, assigned: FileSummary['assigned']): boolean {
  const own = assigned.get(member ?? '*')
  if (own === 'instance' && use === 'constructed') return false
  const kind = own ?? assigned.get('*')
  if (kind !== 'code') return kind !== 'object' || member !== undefined || /^(?:compared|referenced)$/.test(use)
  // `format.rate`: a member of a function, unless it is a method that is called.
  const property = own === undefined || member === undefined ? member : next
  return property !== undefined && property !== edge.method && !OF_FUNCTIONS.test(property)
}
