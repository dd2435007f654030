import { test } from 'vitest'
import { identityOf } from './identity-of.js'
test('x', () => {
  const files = {
    'a.ts': `import { parse } from './b.js'\nexport let marks = 0\n/** @cache */ export function isMark(c: any): any { if (c[0] === 'o') parse('inner'); return c === '(' }`,
    'b.ts': `import { isMark } from './a.js'\nlet text = "", at = 0, depth = 0\nexport function parse(x: string): any { text = x; at = 0; if (isMark(x)) at = 1; return text + at }`,
  }
  const i = identityOf(files)
  console.log(i.rewrites, i.inputs, i.uncached)
})
