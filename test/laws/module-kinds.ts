import type { Kind } from './kind.js'

/** What modules are made of beside functions and classes: what they await, read and merge, and the state they keep. */
export const MODULE_KINDS: Record<string, Kind> = {
  topLevelAwait: (n, e, at) => ({
    code: [
      `const ${n}$ = await Promise.resolve(`,
      ...e.make(at()),
      `)\nconst [${n}$a, ${n}$b] = await Promise.all([`,
      ...e.make(at(), 1),
      `, ${n}$])\nexport const ${n} = ${n}$a + ${n}$b`,
    ],
    use: (s) => [s],
  }),
  environmentPattern: (n, e) => ({
    code: [
      `const { LAW_1: ${n}$ = `,
      e.literal(),
      ` } = process.env\nexport function ${n}() { const { LAW_2 = `,
      e.literal(),
      `, ['LAW_0']: z = 1 } = process.env; return Number(${n}$) + Number(LAW_2) + Number(z) }`,
    ],
    use: (s) => [s, '()'],
    changes: (_s, x) => [`process.env.LAW_${x % 3} = '${x}'`],
  }),
  environmentAlias: (n, e) => ({
    code: [
      `const ${n}$ = process.env\nconst { env: ${n}$e } = process\nexport const ${n} = () => Number(${n}$.LAW_2 ?? `,
      e.literal(),
      `) + Number(${n}$e?.['LAW_1'] ?? 3)`,
    ],
    use: (s) => [s, '()'],
    changes: (_s, x) => [`process.env.LAW_${x % 3} = '${x}'`],
  }),
  constEnum: (n, e) => ({
    code: [`export const enum ${n} { A = `, e.literal(), `, B = A + `, e.literal(), `, C = 'x' as any }`],
    use: (s) => ['(', s, '.A + ', s, '.B)'],
  }),
  mergedEnum: (n, e, at) => ({
    code: [
      `export enum ${n} { A = `,
      e.literal(),
      ` }\nexport enum ${n} { B = `,
      e.literal(),
      ` }\nexport namespace ${n} { export const f = (a: number) => a + ${n}.A + `,
      ...e.make(at(['a'])),
      ' }',
    ],
    use: (s, x) => ['(', s, '.f(', ...x, ') + ', s, '.B)'],
  }),
  mergedFunction: (n, e, at) => ({
    code: [
      `export function ${n}(a: number): number { return a + ${n}.k + ${n}.deep.f() }\nexport namespace ${n} { export const k = `,
      e.literal(),
      '; export namespace deep { export const f = () => k + ',
      ...e.make(at()),
      ' } }',
    ],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  jsonNamed: (n) => ({
    code: [
      `import { a as ${n}$a } from './data.json'\nimport * as ${n}$all from './data.json'\nexport const ${n} = () => ${n}$a + ${n}$all.list.length + ${n}$all.list[0]!`,
    ],
    use: (s) => [s, '()'],
  }),
  closureState: (n, e) => ({
    code: [`export const ${n} = (() => { let c = `, e.literal(), '; return { up(by: number) { c += by }, read: () => c } })()'],
    use: (s) => [s, '.read()'],
    changes: (s, x) => [s, `.up(${x})`],
  }),
  factoryState: (n, e) => ({
    code: [
      `function ${n}$make(k: number) { let c = k; return { up(by: number) { c += by }, read: () => c } }\nconst ${n}$ = ${n}$make(`,
      e.literal(),
      `)\nexport const ${n} = () => ${n}$.read()\nexport const ${n}$up = (by: number) => ${n}$.up(by)`,
    ],
    use: (s) => [s, '()'],
    changes: (s, x) => [s, `$up(${x})`],
  }),
  madeOnce: (n, e, at) => ({
    code: [
      `const ${n}$ = ((k: number) => (a: number) => a * k + `,
      ...e.make(at(['a', 'k'])),
      `)(`,
      e.literal(),
      `)\nexport const ${n} = (a: number) => ${n}$(a)`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
  swapped: (n, e, at) => ({
    code: [
      `const ${n}$ = { f: (a: number) => `,
      ...e.make(at(['a'])),
      ` }\nconst ${n}$p = ${n}$\nexport function ${n}(a: number) { return ${n}$.f(a) }\nexport function ${n}$swap(k: number) { ${n}$p.f = (a) => a + k }`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    changes: (s, x) => [s, `$swap(${x})`],
  }),
  handedOut: (n, e) => ({
    code: [
      `const ${n}$ = { k: `,
      e.literal(),
      ` }\nconst ${n}$bump = (o: { k: number }, by: number) => { o.k += by }\nexport const ${n}$get = () => ${n}$\nexport const ${n}$up = (by: number) => ${n}$bump(${n}$, by)\nexport const ${n} = () => ${n}$.k`,
    ],
    use: (s) => [s, '()'],
    changes: (s, x) => [s, x % 2 ? `$get().k = ${x}` : `$up(${x})`],
  }),
  givenAway: (n, e) => ({
    code: [
      `function ${n}$make(k: number) { return { k, part: { k } } }\nconst ${n}$ = ${n}$make(`,
      e.literal(),
      `)\nconst ${n}$part = ((o: any) => o.part)(${n}$)\nexport const ${n}$get = () => ${n}$\nexport const ${n} = () => ${n}$.k + ${n}$part.k`,
    ],
    use: (s) => [s, '()'],
    changes: (s, x) => [s, x % 2 ? `$get().k = ${x}` : `$get().part.k = ${x}`],
  }),
  functionState: (n, e) => ({
    code: [
      `export function ${n}(a: number): number { return a + (${n} as any).k }\n;(${n} as any).k = `,
      e.literal(),
      `\nexport const ${n}$up = (by: number) => { (${n} as any).k += by }`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    changes: (s, x) => [s, `$up(${x})`],
  }),
  namespaceState: (n, e) => ({
    code: [
      `export namespace ${n} { export let k = `,
      e.literal(),
      '; let hidden = ',
      e.literal(),
      `; export const up = (by: number) => { k += by; hidden = by }; export const read = () => k * ${e.random.pick(['hidden', '3'])} }`,
    ],
    use: (s) => ['(', s, '.read() + ', s, '.k)'],
    changes: (s, x) => [s, `.up(${x})`],
  }),
  selfChanging: (n, e) => ({
    code: [
      `const ${n}$ = { k: `,
      e.literal(),
      `, list: [1], up(by: number) { this.k = by; this.list.push(by) } }\nexport const ${n} = () => ${n}$.k + ${n}$.list.length\nexport const ${n}$up = (by: number) => ${n}$.up(by)`,
    ],
    use: (s) => [s, '()'],
    changes: (s, x) => [s, `$up(${x})`],
  }),
  listeners: (n) => ({
    code: [
      `const ${n}$: ((a: number) => number)[] = []\nexport const ${n}$on = (k: number) => { ${n}$.push((a) => a + k) }\nexport function ${n}(a: number) { return ${n}$.reduce((sum, f) => f(sum), a) }`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    changes: (s, x) => [s, `$on(${x})`],
  }),
  setState: (n, e) => ({
    code: [
      `export const ${n}$all = new Set([`,
      e.literal(),
      `])\nexport const ${n} = (k: number) => [...${n}$all].reduce((a, b) => a + b, k) + ${n}$all.size`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    changes: (s, x) => [s, `$all.add(${x})`],
  }),
  innerAlias: (n, e) => ({
    code: [
      `export const ${n}$tree = { a: { b: [{ c: `,
      e.literal(),
      ` }] } }\nconst { a: ${n}$a } = ${n}$tree\nconst [${n}$0] = ${n}$a.b\nexport const ${n} = (k: number) => k + ${n}$a.b.length + ${n}$0!.c`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    changes: (s, x) => [s, x % 2 ? `$tree.a.b[0]!.c = ${x}` : `$tree.a.b.push({ c: ${x} })`],
  }),
  letPattern: (n, e) => ({
    code: [
      `let [${n}$a, ${n}$b] = [`,
      e.literal(),
      ', ',
      e.literal(),
      `]\nexport const ${n} = () => ${n}$a + ${n}$b\nexport function ${n}$set(v: number) { [${n}$a] = [v]; ({ v: ${n}$b } = { v }) }`,
    ],
    use: (s) => [s, '()'],
    changes: (s, x) => [s, `$set(${x})`],
  }),
  letFunction: (n, e, at) => ({
    code: [
      `export let ${n} = (a: number): number => `,
      ...e.make(at(['a'])),
      `\nexport function ${n}$set(k: number) { ${n} = (a) => a + k }`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
    changes: (s, x) => [s, `$set(${x})`],
  }),
  patchedPrototype: (n, e, at) => ({
    code: [
      `;(Number.prototype as any).${n}$ = function (this: number) { return this + `,
      ...e.make(at()),
      ` }\nexport const ${n} = (a: number) => (a as any).${n}$()`,
    ],
    use: (s, x) => [s, '(', ...x, ')'],
  }),
}
