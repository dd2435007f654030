import { expect } from 'vitest'
import type { ValueInput } from '../../src/stages.js'
import { f, type Files } from './edited-project.js'

export const shown = ({ name, expression, constant, kind, import: from }: ValueInput) =>
  [
    kind === 'env' ? 'env' : constant ? 'once' : 'always',
    expression === name || kind === 'env' ? name : `${name} = ${expression}`,
    from && `from ${from.specifier}`,
  ]
    .filter(Boolean)
    .join(' ')

export type Row = [what: string, files: string | Files, inputs: string[]]
export const b = (imports: string, body: string, other: string): Files => ({ 'a.ts': `${imports}\n${f(body)}`, 'b.ts': other })

/** Read through what the module that declares it hands out. */
export const HANDED_OUT = expect.stringMatching(/^always k = .?stateOf\("shop\/b\.\w+","k"\)$/s) as unknown as string
