import type { StaticExportEntry } from 'oxc-parser'
import type { SourceModule } from '../source/source-module.js'
import { importedAtLoad } from '../surroundings/specifiers-in-text.js'
import type { FileSummary } from './file-summary.js'

type Links = Pick<FileSummary, 'imports' | 'exports' | 'stars' | 'sideEffects' | 'mentioned'>

/** The imports and exports of a file, from the parser's module record alone. For a barrel this is enough, so no AST is built. */
export function readModuleLinks(module: SourceModule): Links {
  const { record } = module
  const links: Links = { imports: new Map(), exports: new Map(), stars: [], sideEffects: [], mentioned: onlyMentioned(module) }
  for (const { entries, moduleRequest } of record.staticImports) {
    if (entries.length === 0) links.sideEffects.push(moduleRequest.value)
    for (const { importName, localName, isType } of entries) {
      const name = importName.kind === 'Default' ? 'default' : importName.kind === 'NamespaceObject' ? '*' : importName.name!
      links.imports.set(localName.value, { specifier: moduleRequest.value, name, type: isType })
    }
  }
  for (const { entries } of record.staticExports) for (const entry of entries) addExport(entry, links)
  return links
}

/** `// imported from './a'` */
function onlyMentioned({ text, comments, errors }: SourceModule): string[] {
  if (errors.length > 0 || !comments.some(({ value }) => importedAtLoad(value).length > 0)) return []
  let code = ''
  let at = 0
  for (const { start, end } of comments) {
    code += `${text.slice(at, start)} `
    at = end
  }
  const imported = importedAtLoad(code + text.slice(at))
  return importedAtLoad(text).filter((specifier) => !imported.includes(specifier))
}

function addExport(entry: StaticExportEntry, links: Links): void {
  const name = entry.exportName.kind === 'Default' ? 'default' : entry.exportName.name
  if (!entry.moduleRequest) {
    if (name !== null) links.exports.set(name, { local: entry.localName.name ?? 'default' })
    return
  }
  const specifier = entry.moduleRequest.value
  if (entry.importName.kind === 'AllButDefault') links.stars.push(specifier)
  else if (name !== null) {
    const imported = entry.importName.kind === 'All' ? '*' : entry.importName.name!
    links.exports.set(name, { specifier, name: imported })
  }
}

/** Names of the module scope that the file exports. */
export function exportedNames({ exports }: Pick<FileSummary, 'exports'>): Set<string> {
  const names = new Set<string>()
  for (const entry of exports.values()) if ('local' in entry) names.add(entry.local)
  return names
}

/** Whether a file contains only imports and re-exports. */
export function isBarrel({ record, comments, text }: SourceModule): boolean {
  if (!record.hasModuleSyntax || record.dynamicImports.length > 0) return false
  if (record.staticExports.some(({ entries }) => entries.some((entry) => !entry.moduleRequest))) return false
  const spans = [...record.staticImports, ...record.staticExports, ...comments].toSorted((a, b) => a.start - b.start)
  let at = 0
  for (const { start, end } of spans) {
    if (/[^\s;\uFEFF]/.test(text.slice(at, start))) return false
    at = Math.max(at, end)
  }
  return !/[^\s;\uFEFF]/.test(text.slice(at))
}
