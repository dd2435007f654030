import path from 'node:path'
import { text, type Declaration, type Module, type Part, type Program } from './model.js'

/** The files of a program, by path. */
export function renderProgram(program: Program): Record<string, string> {
  const files: Record<string, string> = {
    'tsconfig.json': '{ "compilerOptions": { "target": "ES2022" } }',
    'src/data.json': JSON.stringify({ a: program.json, list: Object.values(program.json) }),
    'src/barrel.ts': program.modules
      .slice(0, program.barrelled)
      .map((module) => `export * from '${specifier('src/barrel', module.path)}'`)
      .join('\n'),
    'src/chain.ts': renderChain(program),
    'src/main.ts': renderDriver(program),
  }
  for (const module of program.modules) files[`${module.path}.ts`] = renderModule(module)
  return files
}

/** What the barrel exports once more: as it is, as one object, and each under another name. */
function renderChain(program: Program): string {
  const exported = program.modules.slice(0, program.barrelled).flatMap(({ declarations }) => declarations)
  const renamed = exported.map(({ name }) => `export { ${name} as ${name}_chained } from './barrel.js'`)
  return [`export * from './barrel.js'`, `export * as space from './barrel.js'`, ...renamed].join('\n')
}

function specifier(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to)
  return `${relative.startsWith('.') ? relative : `./${relative}`}.js`
}

function renderModule(module: Module): string {
  const imports = new Set<string>()
  const nameOf = (declaration: Declaration) =>
    declaration.module === module ? declaration.name : importOf(module, declaration, imports)
  const bodies = module.declarations.map((declaration, index) => {
    const comment = (index * 7 + module.comments) % 5 < module.comments % 5 ? `// note ${module.comments}\n` : ''
    return comment + text(declaration.code, nameOf)
  })
  const byDefault = module.byDefault ? [`export default ${module.byDefault.name}`] : []
  return [...imports, ...module.head, ...bodies, ...byDefault].join('\n') + '\n'
}

function importOf(module: Module, declaration: Declaration, imports: Set<string>): string {
  const { name } = declaration
  const from = JSON.stringify(specifier(module.path, declaration.module.path))
  const barrel = JSON.stringify(specifier(module.path, 'src/barrel'))
  const chain = JSON.stringify(specifier(module.path, 'src/chain'))
  switch (module.imports.get(name) ?? (module.path === 'src/main' ? 'namespace' : 'named')) {
    case 'named':
      imports.add(`import { ${name} } from ${from}`)
      return name
    case 'renamed':
      imports.add(`import { ${name} as ${name}_ } from ${from}`)
      return `${name}_`
    case 'namespace': {
      const local = `ns_${declaration.module.path.replace(/\W/g, '_')}`
      imports.add(`import * as ${local} from ${from}`)
      return `${local}.${name}`
    }
    case 'default':
      imports.add(`import ${name}_default from ${from}`)
      return `${name}_default`
    case 'barrel':
      imports.add(`import { ${name} } from ${barrel}`)
      return name
    case 'barrelNamespace':
      imports.add(`import * as all from ${barrel}`)
      return `all.${name}`
    case 'chain':
      imports.add(`import { ${name} } from ${chain}`)
      return name
    case 'chainNamespace':
      imports.add(`import { space } from ${chain}`)
      return `space.${name}`
    case 'chainRenamed':
      imports.add(`import { ${name}_chained } from ${chain}`)
      return `${name}_chained`
  }
}

function renderDriver(program: Program): string {
  const imports = new Set<string>()
  const main: Module = { path: 'src/main', declarations: [], imports: new Map(), head: [], comments: 0 }
  const nameOf = (declaration: Declaration) => importOf(main, declaration, imports)
  const steps = program.driver.map((step: Part[]) => text(step, nameOf))
  // Every module loads, also those that only others' code names.
  for (const module of program.modules) imports.add(`import '${specifier('src/main', module.path)}'`)
  return `${[...imports].join('\n')}
const show = async (value: any) => { const v = await value; return v && typeof v === 'object' && 'next' in v ? [...v] : v }
export async function drive(log: unknown[]) {
  const say = async (run: () => any) => { try { log.push(await show(run())) } catch (error: any) { log.push('threw ' + error.name) } }
  ${steps.join('\n  ')}
}
`
}
