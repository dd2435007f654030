import type { Explanation, SinceRevision } from '@cachecache/unplugin/explain'

type Dependency = Explanation['dependencies'][number]

/** Formats the ID, the version, the tree of its dependencies, and what is read at call time. */
export function formatExplanation({ id, version, dependencies, inputs, captured, readsFiles, unseen }: Explanation): string {
  const lines = [id, `  version ${version}`]
  const tree = formatTree(dependencies)
  if (tree.length > 0) lines.push('  depends on', ...tree)
  if (inputs.length > 0) {
    lines.push('  read into the key')
    lines.push(
      ...inputs.map(
        ({ name, kind, constant }) =>
          `    ${name}  ${kind === 'env' ? 'environment' : constant ? 'value, set once' : 'value'}, at ${constant ? 'the first' : 'every'} call`,
      ),
    )
  }
  if (captured.length > 0) lines.push(`  captured by value: ${captured.join(', ')}`)
  if (readsFiles) lines.push('  files: what it reads through node:fs counts as well')
  if (unseen.length > 0) lines.push(`  can read files unseen: ${unseen.join(', ')}; name those files with dependsOn()`)
  return `${lines.join('\n')}\n`
}

/** Lists each dependency below each of its dependents, but expands it only once. */
function formatTree(dependencies: readonly Dependency[]): string[] {
  const byName = new Map(dependencies.map((dependency) => [dependency.name, dependency]))
  const told = new Set<string>()
  const lines: string[] = []
  const tell = (dependency: Dependency, depth: number): void => {
    const { name, digest, reason, dependsOn = [] } = dependency
    const again = told.has(name) && dependsOn.length > 0
    lines.push(`${'  '.repeat(depth + 2)}${[name, digest, reason, again ? '(see above)' : undefined].filter(Boolean).join('  ')}`)
    if (told.has(name)) return
    told.add(name)
    for (const next of dependsOn) if (byName.has(next)) tell(byName.get(next)!, depth + 1)
  }
  for (const dependency of dependencies) if (dependency.direct) tell(dependency, 0)
  return lines
}

export function formatSince(since: SinceRevision | undefined, revision: string | undefined): string {
  if (!since) return ''
  const { version, previousVersion, moves } = since
  if (previousVersion === undefined) return `  since ${revision}: the function is new\n`
  if (previousVersion === version) return `  since ${revision}: the version has not changed\n`
  const lines = moves.map(({ change, name }) => `    ${change.padEnd(7)}  ${name}`)
  if (lines.length === 0) lines.push('    what imports resolve to, or compiler settings')
  return `  since ${revision}: changed from ${previousVersion} by\n${lines.join('\n')}\n`
}
