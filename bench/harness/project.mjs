import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes a project of `modules` files of some 60 lines: one in forty has a tagged function, and each of these reaches six helper
 * modules of its own in two steps. 2,000 modules make 50 tagged functions that reach 350 modules. Without tags, the
 * same text but for the comment.
 */
export function writeProject(folder, modules, tagged) {
  const functions = Math.floor(modules / 40)
  const source = join(folder, 'src')
  mkdirSync(source, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bench-project', version: '1.0.0', type: 'module' }))
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="/src/main.ts"></script>')
  const write = (name, text) => writeFileSync(join(source, `${name}.ts`), text)
  for (let n = 0; n < modules - 1; n++) {
    const place = placeOf(n, functions)
    write(place.name, renderModule(n, place, tagged && place.role === 'tagged'))
  }
  const names = Array.from({ length: modules - 1 }, (_, n) => placeOf(n, functions).name)
  write(
    'main',
    [
      ...names.map((name, n) => `import { total${n} } from './${name}.js'`),
      `console.log(${names.map((_, n) => `total${n}(${n})`).join(' + ')})`,
    ].join('\n'),
  )
  return { main: join(source, 'main.ts'), helper: join(source, 'helper-0-3.ts') }
}

/** The first are tagged, then come six helpers for each, then the crowd that no tagged function reaches. */
function placeOf(n, functions) {
  if (n < functions) return { role: 'tagged', name: `report-${n}`, imports: [0, 1, 2].map((i) => helper(n, i, functions)) }
  const at = n - functions
  if (at < functions * 6) {
    const owner = Math.floor(at / 6)
    const step = at % 6
    return { role: 'helper', name: `helper-${owner}-${step}`, imports: step < 3 ? [helper(owner, step + 3, functions)] : [] }
  }
  return { role: 'crowd', name: `module-${n}`, imports: crowdImports(n, functions * 7) }
}

/** A binary tree, as deep as the imports of a real project are, and cheap to run. */
function crowdImports(n, first) {
  const at = n - first
  if (at === 0) return []
  const parent = first + Math.floor((at - 1) / 2)
  return [{ n: parent, name: `module-${parent}` }]
}

function helper(owner, step, functions) {
  return { n: functions + owner * 6 + step, name: `helper-${owner}-${step}` }
}

function renderModule(n, { imports }, tagged) {
  const used = imports.map((other) => `total${other.n}(rows.length)`).join(' + ') || '0'
  return `${imports.map((other) => `import { total${other.n} } from './${other.name}.js'`).join('\n')}

/** A row of the report, as the source delivers it. */
export interface Row${n} { id: number; name: string; amount: number; tags: string[]; at: Date }

const rates${n}: Readonly<Record<string, number>> = Object.freeze({ north: 1.07, south: 1.19, east: ${n} / 100, west: 1 })

export enum Level${n} { low, middle = 4, high }

export class Ledger${n} {
  #rows: Row${n}[] = []
  constructor(private readonly region: string) {}
  add(row: Row${n}): this {
    this.#rows.push(row)
    return this
  }
  get sum(): number {
    return this.#rows.reduce((sum, { amount }) => sum + amount * (rates${n}[this.region] ?? 1), 0)
  }
}

function normalise${n}(rows: readonly Row${n}[]): Row${n}[] {
  const seen = new Map<number, Row${n}>()
  for (const row of rows) {
    const known = seen.get(row.id)
    if (known && known.amount >= row.amount) continue
    seen.set(row.id, { ...row, name: row.name.trim().toLowerCase(), tags: [...new Set(row.tags)] })
  }
  return [...seen.values()].sort((a, b) => a.id - b.id)
}

export function describe${n}(level: Level${n}, region = 'north'): string {
  switch (level) {
    case Level${n}.low:
      return \`low in \${region}\`
    case Level${n}.middle:
      return \`middle in \${region}\`
    default:
      return \`high in \${region}, \${(rates${n}[region] ?? 1).toFixed(2)}\`
  }
}

/** ${tagged ? '@cache' : 'Adds up what the source delivers.'} */
export function total${n}(count: number, region = 'north'): number {
  const rows: Row${n}[] = Array.from({ length: count % 7 }, (_, id) => ({ id, name: \`row \${id}\`, amount: id * ${n}, tags: [region], at: new Date(0) }))
  const ledger = new Ledger${n}(region)
  for (const row of normalise${n}(rows)) ledger.add(row)
  return ledger.sum + describe${n}(count % 8, region).length + ${used}
}
`
}

/**
 * Writes a project of `functions` tagged functions, each in a file of its own, that all reach the same `modules` modules by way of
 * one, and a few of them by another. Some of these modules import each other in circles.
 */
export function writeSharedProject(folder, functions, modules) {
  const source = join(folder, 'src')
  mkdirSync(source, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bench-shared', version: '1.0.0', type: 'module' }))
  const write = (name, text) => writeFileSync(join(source, `${name}.ts`), text)
  const module = (n) => ({ n, name: `module-${n}` })
  for (let n = 0; n < modules; n++) {
    const below = [2 * n + 1, 2 * n + 2].filter((other) => other < modules)
    const imports = n % 50 === 49 ? [...below, (n - 1) >> 1] : below
    write(`module-${n}`, renderModule(n, { imports: imports.map(module) }, false))
  }
  const names = Array.from({ length: functions }, (_, n) => `tagged${n}`)
  for (const [n, name] of names.entries()) {
    const other = 1 + (n % (modules - 1))
    write(
      name,
      `import { total0 } from './module-0.js'
import { total${other} } from './module-${other}.js'
/** @cache */
export function ${name}(count: number): number { return total0(count) + total${other}(count) + ${n} }
`,
    )
  }
  write('main', names.map((name) => `export { ${name} } from './${name}.js'`).join('\n'))
  return { main: join(source, 'main.ts'), helper: join(source, 'module-1.ts') }
}
