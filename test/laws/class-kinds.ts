import type { Kind } from './kind.js'

/** Classes in the forms that keep code and state in odd places. */
export const CLASS_KINDS: Record<string, Kind> = {
  fields: (n, e, at) => ({
    code: [
      `export class ${n} { q; a = `,
      e.literal(),
      `; b = this.a + `,
      e.literal(),
      `; h = (x: number) => x + this.b + `,
      ...e.make(at(['x'])),
      `; ['c' + 1] = `,
      e.literal(),
      `; #p = `,
      e.literal(),
      `; static z: number; static { this.z = `,
      e.literal(),
      ` }\n  constructor(q: number) { this.q = q }\n  #m(x: number) { return x + this.#p }\n  get g() { return this.b + `,
      ...e.make(at()),
      ` }\n  set g(v: number) { this.b = v % 5 }\n  m(x: number) { this.g = x; return this.q + this.h(x) + this.#m(x) + this.g + (this as any).c1 + ${n}.z } }`,
    ],
    use: (s, x) => ['new ', s, '(', ...x, ').m(', e.literal(), ')'],
  }),
  derived: (n, e, at) => {
    const base = e.random.pick([...at().visible.filter(({ extendable }) => extendable), undefined])
    return {
      code: [
        `export class ${n} extends `,
        base
          ? { ref: base }
          : '(class { constructor(readonly q: number) {} m(a: number) { return a + this.q } static sm(a: number) { return a } })',
        ` { constructor(q: number) { super(q) }\n  m(a: number) { return super.m(a) + `,
        ...e.make(at(['a'])),
        ' }\n  static sm(a: number) { return super.sm(a) * ',
        e.literal(),
        ' } }',
      ],
      use: (s, x) => ['(new ', s, '(', ...x, ').m(', e.literal(), ') + ', s, '.sm(2))'],
      extendable: true,
    }
  },
  accessors: (n, e, at) => ({
    code: [
      `const ${n}$ = Object.freeze({ get a() { return `,
      ...e.make(at()),
      ` }, get ['b']() { return this.a + `,
      e.literal(),
      ` } })\nexport class ${n} { static get g() { return ${n}$.b + `,
      ...e.make(at()),
      ' } }',
    ],
    use: (s) => [s, '.g'],
  }),
  privateState: (n, e) => ({
    code: [
      `class ${n}$ { #level = `,
      e.literal(),
      `; up(by: number) { this.#level += by } read() { return this.#level * `,
      e.literal(),
      ` } }\nexport const ${n} = new ${n}$()`,
    ],
    use: (s) => [s, '.read()'],
    changes: (s, x) => [s, `.up(${x})`],
  }),
  staticPrivate: (n, e) => ({
    code: [
      `export class ${n} { static #k = `,
      e.literal(),
      `; static up(x: number) { ${n}.#k += x } static read() { return ${n}.#k + `,
      e.literal(),
      ' } }',
    ],
    use: (s) => [s, '.read()'],
    changes: (s, x) => [s, `.up(${x})`],
  }),
  primitive: (n, e, at) => ({
    code: [
      `export class ${n} { constructor(readonly q: number) {}\n  valueOf() { return this.q + `,
      ...e.make(at()),
      ` }\n  *[Symbol.iterator]() { yield this.q; yield `,
      ...e.make(at()),
      ' } }',
    ],
    use: (s, x) => ['(+new ', s, '(', ...x, ') + [...new ', s, '(', e.literal(), ')].length)'],
  }),
  mixin: (n, e, at) => ({
    code: [
      `const ${n}$ = (B: any) => class extends B { extra(a: number) { return a + `,
      ...e.make(at(['a'])),
      ` } }\nexport class ${n} extends ${n}$(Object) { k = `,
      e.literal(),
      ' }',
    ],
    use: (s, x) => ['((o: any) => o.extra(', ...x, ') + o.k)(new ', s, '() as any)'],
  }),
}
