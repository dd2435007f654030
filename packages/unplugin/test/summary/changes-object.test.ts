import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changesObject, classifyUse } from '../../src/summary/classify-use.js'
import { childrenOf, parseModule, type Node } from '../../src/source/source-module.js'
import { isWrapper } from '../../src/source/walk.js'

const ODD = `
  o.a = 1; o.a.b += 1; o[k] = 1; o.a++; --o.a; delete o.a; delete o[k]; o = 1; o++; o ??= {}; o.a ??= {}; o.a ||= 1
  o.push(1); o.a.push(1); o[k].push(1); o.a[k].sort(); o?.push(1); (o as any).push(1); o!.a.set(1); o.map(f); o.a.join()
  Object.assign(o, x); Object.assign(x, o); Object.assign(o.a, x); Reflect.set(o, 'a', 1); f(o); f(o.a); new F(o); o(); o.a()
  ;[o.a, o[k]] = x; ({ a: o.a, ...o.b } = x); for (o.a of x); for (o.a in x); for (o of x); [o] = x; ({ o } = x); ({ a: o = 1 } = x)
  const { a } = o; const b = o.a; (() => { o.late = 1; o.list.push(1) })(); x = o; x.y = o; x[o.a] = 1; \`\${o.a}\`; o\`a\`; o.a\`b\`
  class A { b = o.c; [o.d]() { o.e = 1 } } void o.a; typeof o.a; !o.a; o.a ? o.b : o.c; ({ o, p: o.a }); [...o.a]; o.a?.b.clear()
`

/** Identifiers and `this` with what stands around them, as the scan of code meets them. */
function compare(file: string, text: string): number {
  let compared = 0
  const ancestors: Node[] = []
  const visit = (node: Node): void => {
    if (node.type === 'Identifier' || node.type === 'ThisExpression') {
      const { change } = classifyUse(node, ancestors, () => true)
      const place = text.slice(Math.max(0, node.start - 20), node.end + 20)
      expect({ place, changes: changesObject(node, ancestors, () => true) }).toEqual({ place, changes: change === 'mutate' })
      compared++
    }
    const wraps = isWrapper(node)
    if (!wraps) ancestors.push(node)
    for (const child of childrenOf(node)) visit(child)
    if (!wraps) ancestors.pop()
  }
  visit(parseModule(file, text).ast as Node)
  return compared
}

test('of a local name the short question has the answer of the long one', () => {
  expect(compare('/odd.ts', ODD)).toBeGreaterThan(100)
  const folder = join(import.meta.dirname, '../../src/identity')
  let compared = 0
  for (const name of readdirSync(folder)) compared += compare(join(folder, name), readFileSync(join(folder, name), 'utf8'))
  expect(compared).toBeGreaterThan(5_000)
})
