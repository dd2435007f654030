import type { FileSummary, Unit } from '../summary/file-summary.js'
import type { UnitLinker } from './link-units.js'

export const isName = (text: string) => /^[A-Za-z_$][\w$]*$/.test(text)

/** The local names of other files' variables in an importing file, computed once per file. */
export class LocalNames {
  private readonly known = new Map<FileSummary, Map<Unit, string>>()

  constructor(private readonly linker: UnitLinker) {}

  /** `db`, or `settings.db` for a member of a namespace. */
  find(unit: Unit, own: FileSummary): string | undefined {
    let names = this.known.get(own)
    if (!names) this.known.set(own, (names = this.list(own)))
    return names.get(unit)
  }

  private list(own: FileSummary): Map<Unit, string> {
    const { finder } = this.linker
    const names = new Map<Unit, string>()
    const add = (unit: Unit, name: string) => void (names.has(unit) || names.set(unit, name))
    for (const [local, entry] of own.imports) {
      if (entry.type) continue
      const target = finder.member(own.file, local, [])
      if (target?.kind === 'unit') add(target.unit, local)
      if (target?.kind !== 'namespace') continue
      for (const name of finder.exportNames(target.file)) {
        const member = isName(name) ? finder.exported(target.file, name, new Set()) : undefined
        if (member?.kind === 'unit') add(member.unit, `${local}.${name}`)
      }
    }
    return names
  }
}
