import type { Expressions, Place } from './expressions.js'
import type { Declaration, Part } from './model.js'

/** Makes one kind of declaration: its code and how a number is had from it. */
export type Kind = (name: string, e: Expressions, at: (locals?: string[], what?: 'steady') => Place) => Made
export type Made = { code: Part[]; use: (self: Part, x: Part[]) => Part[] } & Partial<
  Pick<Declaration, 'movable' | 'changes' | 'call' | 'sync' | 'extendable'>
>
