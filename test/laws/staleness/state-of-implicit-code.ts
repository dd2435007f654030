import { F, type Row } from '../staleness.js'

/** Syntax that runs a tagged function, which writes what the function around it has written. @param made the code that it runs */
const between = (what: string, made: string, syntax: string): Row => [
  `what a tagged function behind syntax has written: ${what}`,
  `let text = ''
${F}function g(x: any): any { text = 'g' + x; return text }
${made}
${F}function f(x: any): any { text = 'f' + x; ${syntax}; return text }`,
  {},
  'say(() => a.g(1)); say(() => f(1)); say(() => f(2)); say(() => a.g(2)); say(() => f(2))',
]

const TEXT = 'const o: any = { toString() { return g(1) } }'
const NUMBER = 'const o: any = { valueOf() { return g(1) } }'
const MEMBER = 'const o: any = { get k() { return g(1) } }'
const trap = (name: string) =>
  `const o: any = new Proxy({}, { ${name}(): any { g(1); return ${name === 'ownKeys' ? '[]' : 'true'} } })`

export const STATE_OF_IMPLICIT_CODE: Row[] = [
  between('a template', TEXT, 'void `${o}`'),
  between('a sum', TEXT, 'void (o + "")'),
  between('a member’s name', `${TEXT}; const m: any = {}`, 'void m[o]'),
  between('a built-in that converts', TEXT, 'void String(o)'),
  between('a built-in method that converts', TEXT, 'void [o].join()'),
  between('a conversion of a parameter', `${TEXT}; const show = (v: any) => \`\${v}\``, 'void show(o)'),
  between('a method that is assigned', 'const o: any = {}; o.toString = () => g(1)', 'void `${o}`'),
  between('a sign', NUMBER, 'void +o'),
  between('a comparison', NUMBER, 'void (o == 3)'),
  between('a step', NUMBER, 'let n = o; n++'),
  between('an update', NUMBER, 'let n = 1; n += o'),
  between('a symbol', 'const o: any = { [Symbol.toPrimitive]() { return g(1) } }', 'void (o < 3)'),
  between('a getter', MEMBER, 'void o.k'),
  between('a getter of a class', 'class K { get k() { return g(1) } }\nconst o = new K()', 'void o.k'),
  between('a getter in a pattern', MEMBER, 'const { k } = o; void k'),
  between('a getter in the pattern of a parameter', `${MEMBER}; const take = ({ k }: any) => k`, 'void take(o)'),
  between('a getter that a built-in reads', MEMBER, 'void Object.entries(o)'),
  between('a getter that is defined', 'const o: any = {}; Object.defineProperty(o, "k", { get: () => g(1) })', 'void o.k'),
  between('a setter', 'const o: any = { set k(v: any) { g(1) } }', 'o.k = 1'),
  between('JSON', 'const o: any = { toJSON() { return g(1) } }', 'void JSON.stringify(o)'),
  between('a test of a class', 'const o: any = { [Symbol.hasInstance]() { return !!g(1) } }', 'void ({} instanceof o)'),
  between('a trap for members', trap('get'), 'void o.k'),
  between('a trap for names', trap('has'), 'void ("k" in o)'),
  between('a trap for lists of names', trap('ownKeys'), 'for (const k in o) void k'),
  between('a trap for what is deleted', trap('deleteProperty'), 'delete o.k'),
]
