import { lazyExpression } from './access.js'
import type { DerivedInputs } from './derived-inputs.js'
import type { RootUnit } from './root-unit.js'

/** The expressions for what a function captures. What it makes on first use counts, unless it is made of nothing but fixed code. */
export function capturedBy(
  { captured, lazy, moves }: Pick<RootUnit, 'captured' | 'lazy' | 'moves'>,
  { inputs }: DerivedInputs,
  readsFiles: boolean,
): string[] {
  const changing = inputs.filter(({ constant }) => !constant)
  if (moves || changing.some(({ kind }) => kind === 'value')) return [...captured, ...lazy.map(({ name }) => name)]
  const made = readsFiles ? 'files' : changing.length > 0 ? undefined : 'captured'
  return [...captured, ...lazy.map(({ name, operator }) => lazyExpression(name, operator, made))]
}
