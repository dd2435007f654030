import type { Node, NodeOf } from '../../source/source-module.js'

export type Call = NodeOf<'CallExpression' | 'NewExpression' | 'TaggedTemplateExpression' | 'ImportExpression'>

/** A set of variables, one bit each. */
export type Cells = bigint

/** What running a piece of code does to the variables. */
export interface CodeEffect {
  /** May be read before the code has written them. */
  reads: Cells
  /** Those of them that may be read after unknown code ran, so that what the caller has written doesn't count. */
  readsLate: Cells
  /** Written on every path that ends normally, and by nothing else since. */
  writes: Cells
  /** May run code that isn't known here, which may or may not write them. */
  opens: boolean
  /** Read or written by this code or by what it calls. */
  touches: Cells
  /** Calls of other files' functions, one bit each, by this code or by what it calls. */
  calls: bigint
}

export interface FlowContext {
  all: Cells
  /** What is written before unknown code runs doesn't count behind it. */
  isStrict: boolean
  /** The bit of a variable or of a field, or 0. */
  cellOf(node: Node): Cells
  /** Whether it names an object whose contents are the cell, not the name's own value. */
  isScratch(identifier: Node): boolean
  /** Whether going over the elements of an object may run code. */
  mayRunCode(iterated: Node): boolean
  /** The effects of code that syntax may run by itself: accessors, conversions. */
  implicitEffects(node: Node): readonly CodeEffect[]
  /** The effects of a call, one of which happens; none if it runs unknown code. */
  effectsOf(call: Call): readonly CodeEffect[] | undefined
}
