import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explain, listFunction } from '../../src/explain.js'
import { transformIn, writeProject, type Files } from './edited-project.js'

/** A small project: `report` reaches one of everything. */
const PROJECT: Record<string, string> = {
  'package.json': '{ "name": "shop", "version": "1.0.0", "type": "module", "imports": { "#regions": "./src/regions.ts" } }',
  'tsconfig.json': '{ "compilerOptions": { "target": "ES2022", "paths": { "@lib/*": ["./lib/*"] }, "jsx": "react-jsx" } }',
  'src/report.ts': `import './polyfill.js'
import { parse } from './parse.js'
import * as format from './barrel.js'
import type { Query } from './query.js'
import rates from './rates.json'
import note from './note.txt?raw'
import { round } from '@lib/maths'
import { regions } from '#regions'
import { add } from 'adder'
import { label } from 'labels'
import { loadRows } from './load.js'
import { Money } from './money.js'

// The currency of all reports.
const CURRENCY = 'EUR'
const FACTORS = Object.freeze({ low: 1, high: 9 })
enum Level { Low = 1, High = 2 }
const unused = 'nobody reads this'
let runs = 0

function total(rows: number[]): number {
  return rows.reduce((sum, row) => add(sum, row), 0)
}

function neighbour(): string {
  return 'not reached'
}

/** @cache { ttl: '1h' } */
export async function report(query: Query, region = 'north'): Promise<string> {
  const rows = await loadRows(query.year)
  const { describe } = await import('./describe.js')
  const sum = round(total(rows.map(parse)) * rates.EUR * FACTORS.high)
  const money = new Money(sum, CURRENCY)
  return [label(region), format.line(money), regions[region], Level.High, note, describe(sum)].join('\\n')
}

/** @cache */
export function other(): string {
  return neighbour() + unused + runs
}
`,
  'src/parse.ts': `import { clean } from './clean.js'
export function parse(text: number): number { return clean(text) + offset }
const offset = 1
export function serialise(): string { return 'not reached' }
`,
  'src/clean.ts': `import { parse } from './parse.js'
export const clean = (value: number): number => (value < 0 ? parse(-value) : value)
`,
  'src/barrel.ts': `export * from './line.js'\nexport * from './page.js'\n`,
  'src/line.ts': `export const line = (value: unknown): string => \`* \${value}\`\n`,
  'src/page.ts': `export const page = (value: unknown): string => \`# \${value}\`\n`,
  'src/query.ts': `import { Period } from './period.js'\nexport interface Query { year: number; period?: Period }\n`,
  'src/period.ts': `export class Period { days() { return 365 } }\n`,
  'src/money.ts': `import { Amount } from './amount.js'
export class Money extends Amount {
  constructor(value: number, readonly currency: string) { super(value) }
  override toString() { return super.toString() + this.currency }
}
`,
  'src/amount.ts': `export class Amount {
  digits = 2
  constructor(protected value: number) {}
  toString() { return this.value.toFixed(this.digits) }
}
`,
  'src/rates.json': '{ "EUR": 1, "USD": 2 }',
  'src/note.txt': 'All figures in thousands.',
  'src/polyfill.ts': `Object.groupBy ??= () => ({})\nexport const polyfilled = true\n`,
  'src/regions.ts': `export const regions = Object.freeze({ north: 'N', south: 'S' })\n`,
  'src/describe.ts': `export const describe = (sum: number): string => (sum > 100 ? 'much' : 'little')\n`,
  'src/load.ts': `import { readFile } from 'node:fs/promises'
/** @cache */
export async function loadRows(year: number): Promise<number[]> {
  return JSON.parse(await readFile(\`\${year}.json\`, 'utf8'))
}
`,
  'lib/maths.ts': `export const round = (value: number): number => Math.round(value * 100) / 100\nexport const floor = Math.floor\n`,
  'node_modules/adder/package.json':
    '{ "name": "adder", "version": "1.0.0", "main": "index.js", "dependencies": { "carrier": "*" } }',
  'node_modules/adder/index.js': 'export const add = (a, b) => a + b\n',
  'node_modules/carrier/package.json': '{ "name": "carrier", "version": "2.0.0" }',
  'node_modules/bystander/package.json': '{ "name": "bystander", "version": "3.0.0" }',
  'packages/labels/package.json': '{ "name": "labels", "version": "1.0.0", "exports": "./src/index.ts" }',
  'packages/labels/src/index.ts': `export const label = (text: string): string => \`[\${text}]\`\nexport const short = (text: string): string => text[0]!\n`,
}
const LINKS: Files = { 'node_modules/labels': { link: 'packages/labels' } }

/** What is done, what becomes of the version, where, the text there, and the text in its place. */
type Row = [edit: string, version: 'same' | 'other', file: string, text: string, becomes: string]

const R = 'src/report.ts'
const ROWS: Row[] = [
  // How it is written
  ['a comment in the function', 'same', R, 'const rows =', '/* all of them */ const rows ='],
  ['a comment above', 'same', R, '// The currency of all reports.', '// What we count in.'],
  ['white space', 'same', R, 'const sum = round(', 'const sum =   round(\n\n   '],
  ['a blank line above', 'same', R, 'enum Level', '\n\n\nenum Level'],
  ['quotes', 'same', R, `region = 'north'`, 'region = "north"'],
  ['semicolons', 'same', R, '[region], Level.High', '[region], Level.High'],
  ['a semicolon', 'same', R, 'loadRows(query.year)\n', 'loadRows(query.year);\n'],
  ['a trailing comma', 'same', R, 'describe(sum)]', 'describe(sum),]'],
  ['needless parentheses', 'same', R, 'rates.EUR * FACTORS.high', '(rates.EUR) * FACTORS.high'],
  ['a return type', 'same', R, 'Promise<string> {\n  const rows', 'Promise<any> {\n  const rows'],
  ['a type in the body', 'same', R, 'const rows =', 'const rows: number[] ='],
  ['an assertion', 'same', R, '(query.year)', '(query.year as number)'],
  ['a helper’s types', 'same', R, '(rows: number[]): number', '(rows: readonly any[])'],
  ['an interface’s field', 'same', 'src/query.ts', 'year: number', 'year: number; month?: number'],
  ['an option of the tag', 'same', R, `ttl: '1h'`, `ttl: '2h'`],
  [
    'the order of imports',
    'same',
    R,
    `import { round } from '@lib/maths'\nimport { regions } from '#regions'`,
    `import { regions } from '#regions'\nimport { round } from '@lib/maths'`,
  ],
  [
    'the order of declarations',
    'same',
    R,
    `enum Level { Low = 1, High = 2 }\nconst unused = 'nobody reads this'`,
    `const unused = 'nobody reads this'\nenum Level { Low = 1, High = 2 }`,
  ],
  ['an extension left out of an import', 'same', R, `'./parse.js'`, `'./parse'`],
  ['`const` inside `export`', 'same', R, 'function total', 'export function total'],
  // What it does
  ['an operator', 'other', R, '* rates.EUR', '+ rates.EUR'],
  ['a string', 'other', R, `join('\\n')`, `join('\\r')`],
  ['a default value', 'other', R, `region = 'north'`, `region = 'south'`],
  ['a parameter', 'other', R, `(query: Query, region = 'north')`, `(query: Query, place: string, region = 'north')`],
  ['`await`', 'other', R, 'await loadRows', 'loadRows'],
  ['the order of statements', 'other', R, `label(region), format.line(money)`, `format.line(money), label(region)`],
  ['the order of operands', 'other', R, 'rates.EUR * FACTORS.high', 'FACTORS.high * rates.EUR'],
  // In the same file
  ['a helper', 'other', R, 'add(sum, row), 0)', 'add(sum, row), 1)'],
  ['a constant', 'other', R, `'EUR'\n`, `'USD'\n`],
  ['a frozen object', 'other', R, 'high: 9', 'high: 8'],
  ['a property of it that is not read', 'other', R, 'low: 1', 'low: 2'],
  ['an enum', 'other', R, 'High = 2', 'High = 3'],
  ['a helper that is not reached', 'same', R, `'not reached'`, `'still not'`],
  ['a constant that is not reached', 'same', R, `'nobody reads this'`, `'nor this'`],
  ['a variable that is not reached', 'same', R, 'let runs = 0', 'let runs = 1'],
  ['another tagged function', 'same', R, 'unused + runs', 'runs + unused'],
  ['a new function', 'same', R, 'function neighbour', 'export function fresh() {}\nfunction neighbour'],
  ['a new import that is not used', 'same', R, `import { add }`, `import { page } from './page.js'\nimport { add }`],
  ['a statement at the top level', 'same', R, 'let runs = 0', 'let runs = 0\nconsole.log(neighbour())'],
  [
    'a call of the function at the top level',
    'same',
    R,
    'let runs = 0',
    'let runs = 0\nvoid report({ year: 1 }).then(console.log)',
  ],
  // In other files
  ['an imported function', 'other', 'src/parse.ts', '+ offset', '- offset'],
  ['its private constant', 'other', 'src/parse.ts', 'offset = 1', 'offset = 2'],
  ['its unreached neighbour', 'same', 'src/parse.ts', `'not reached'`, `'still not'`],
  ['its comment', 'same', 'src/parse.ts', 'const offset', '// for luck\nconst offset'],
  ['two imports away, in a cycle', 'other', 'src/clean.ts', 'value < 0', 'value <= 0'],
  ['through a barrel and a namespace', 'other', 'src/line.ts', '* $', '- $'],
  ['a neighbour in the barrel', 'same', 'src/page.ts', '# $', '## $'],
  [
    'a new line in the barrel',
    'same',
    'src/barrel.ts',
    `export * from './page.js'`,
    `export * from './page.js'\nexport * from './period.js'`,
  ],
  [
    'a barrel that hides the name',
    'other',
    'src/barrel.ts',
    `export * from './page.js'`,
    `export const line = String\nexport * from './page.js'`,
  ],
  ['a path alias', 'other', 'lib/maths.ts', '* 100) / 100', '* 10) / 10'],
  ['a neighbour behind the alias', 'same', 'lib/maths.ts', 'Math.floor', 'Math.ceil'],
  ['the package’s own `imports`', 'other', 'src/regions.ts', `south: 'S'`, `south: 's'`],
  ['an `import()`', 'other', 'src/describe.ts', 'sum > 100', 'sum > 10'],
  ['a class', 'other', 'src/money.ts', '+ this.currency', `+ ' ' + this.currency`],
  ['a class’s `readonly`', 'other', 'src/money.ts', 'readonly currency', 'currency'],
  ['a class’s access', 'same', 'src/money.ts', 'readonly currency', 'private readonly currency'],
  ['`override`', 'same', 'src/money.ts', 'override toString', 'toString'],
  ['a base class', 'other', 'src/amount.ts', 'this.value.toFixed', '(-this.value).toFixed'],
  ['a field of the base class', 'other', 'src/amount.ts', 'digits = 2', 'digits = 3'],
  ['a field’s type', 'same', 'src/amount.ts', 'digits = 2', 'digits: number = 2'],
  ['a class in the type of a parameter: instances are keyed by their class', 'same', 'src/period.ts', '365', '366'],
  ['another tagged function that it calls', 'other', 'src/load.ts', `'utf8'`, `'latin1'`],
  ['the tag of that function', 'same', 'src/load.ts', '@cache', `@cache { ttl: '1d' }`],
  ['a side effect of an import', 'other', 'src/polyfill.ts', '() => ({})', '() => []'],
  ['an export beside the side effect', 'same', 'src/polyfill.ts', 'polyfilled = true', 'polyfilled = false'],
  ['a new built-in module', 'other', 'src/load.ts', 'node:fs/promises', 'node:fs'],
  // Data
  ['a JSON value', 'other', 'src/rates.json', '"EUR": 1', '"EUR": 3'],
  ['the lay-out of JSON', 'same', 'src/rates.json', '{ "EUR": 1,', '{\n  "EUR": 1,'],
  ['the order in JSON', 'other', 'src/rates.json', '"EUR": 1, "USD": 2', '"USD": 2, "EUR": 1'],
  ['an imported text', 'other', 'src/note.txt', 'thousands', 'millions'],
  // Packages
  ['a package’s version', 'other', 'node_modules/adder/package.json', '1.0.0', '1.0.1'],
  ['a file of a package', 'same', 'node_modules/adder/index.js', 'a + b', 'b + a'],
  ['a package’s own dependency', 'other', 'node_modules/carrier/package.json', '2.0.0', '2.0.1'],
  ['a package that is not reached', 'same', 'node_modules/bystander/package.json', '3.0.0', '3.0.1'],
  ['a package’s description', 'same', 'node_modules/adder/package.json', '"main"', '"description": "adds", "main"'],
  ['a workspace package’s source', 'other', 'packages/labels/src/index.ts', '[$', '($'],
  ['a neighbour in it', 'same', 'packages/labels/src/index.ts', 'text[0]!', 'text[1]!'],
  ['a workspace package’s version', 'same', 'packages/labels/package.json', '1.0.0', '2.0.0'],
  ['the project’s own version', 'same', 'package.json', '1.0.0', '2.0.0'],
  // Settings
  ['how class fields are defined', 'other', 'tsconfig.json', '"target"', '"useDefineForClassFields": false, "target"'],
  ['a target with other class fields', 'other', 'tsconfig.json', 'ES2022', 'ES2017'],
  ['a newer target', 'same', 'tsconfig.json', 'ES2022', 'ESNext'],
  ['a setting of the type checker', 'same', 'tsconfig.json', '"target"', '"strict": true, "target"'],
  ['JSX, where there is none', 'same', 'tsconfig.json', 'react-jsx', 'react'],
  ['decorators, where there are none', 'same', 'tsconfig.json', '"target"', '"experimentalDecorators": true, "target"'],
]

describe('what moves the version', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'cachecache-versions-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  let base: ReturnType<typeof versions>

  function versions() {
    const result = transformIn(root, R)
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const fromPlugin = result.functions
    expect(explain(R, { root }).functions.map(listFunction)).toEqual(fromPlugin)
    return fromPlugin.find(({ id }) => id === 'shop/src/report.ts#report')!.version
  }

  beforeAll(() => {
    writeProject(root, { ...PROJECT, ...LINKS })
    base = versions()
  })

  test.each(ROWS)('%s: %s', (_edit, version, file, text, becomes) => {
    const source = PROJECT[file]!
    expect(source.split(text).length, `${file} holds the text once`).toBe(2)
    try {
      writeProject(root, { [file]: source.replace(text, () => becomes) })
      expect(versions() === base ? 'same' : 'other').toBe(version)
    } finally {
      writeProject(root, { [file]: source })
    }
  })

  test('there are at least eighty rows', () => expect(ROWS.length).toBeGreaterThanOrEqual(80))

  test('the version is the same in another folder and on another machine', () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'cachecache elsewhere '))
    try {
      writeProject(elsewhere, { ...PROJECT, ...LINKS })
      const [moved] = transformIn(elsewhere, R).functions
      expect(moved).toEqual(explain(R, { root, name: 'report' }).functions.map(listFunction)[0])
    } finally {
      rmSync(elsewhere, { recursive: true, force: true })
    }
  })

  test('the version stays when a helper moves to another file', () => {
    const moved = PROJECT[R]!.replace(/function total[^]*?\n}\n/, '').replace(
      `import { parse }`,
      `import { total } from './total.js'\nimport { parse }`,
    )
    const total = `import { add } from 'adder'\nexport function total(rows: number[]): number {\n  return rows.reduce((sum, row) => add(sum, row), 0)\n}\n`
    try {
      writeProject(root, { [R]: moved, 'src/total.ts': total })
      expect(versions()).toBe(base)
    } finally {
      writeProject(root, { [R]: PROJECT[R]! })
    }
  })
})
