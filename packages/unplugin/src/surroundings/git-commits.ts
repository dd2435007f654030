import path from 'node:path'
import type { SourceFiles } from './source-files.js'

/** Files in which package managers record what is installed in `node_modules`, relative to its parent folder. */
const RECORDS = ['node_modules/.package-lock.json', 'node_modules/.yarn-state.yml', 'node_modules/.yarn-integrity', 'bun.lock']
const LINE = /["'\s]((?:@[\w.-]+\/)?[\w.-]+)@[^\n]*#(?:commit=)?([0-9a-f]{7,40})\b/g
const COMMIT = /#(?:commit=)?([0-9a-f]{7,40})$/
/** pnpm: the commit is part of the folder name. */
const IN_STORE = /\/node_modules\/\.pnpm\/[^/]*?([0-9a-f]{40})[^/]*\//

/** The commits of packages installed from git, whose version can stay the same over many commits. */
export class GitCommits {
  /** By record file: the text that was read, and its commits by folder or name. */
  private readonly known = new Map<string, { text: Buffer; commits: Map<string, string> }>()

  constructor(private readonly files: SourceFiles) {}

  /** @param folder of an installed package */
  of(folder: string, name: string): string | undefined {
    const inStore = IN_STORE.exec(`${folder}/`)
    if (inStore) return inStore[1]
    for (let above = path.posix.dirname(folder); ; above = path.posix.dirname(above)) {
      if (!above.endsWith('/node_modules') && !above.includes('/node_modules/')) {
        for (const record of RECORDS) {
          const commits = this.read(`${above}/${record}`)
          const commit = commits?.get(path.posix.relative(above, folder)) ?? commits?.get(name)
          if (commit !== undefined) return commit
        }
      }
      if (path.posix.dirname(above) === above) return undefined
    }
  }

  private read(record: string): Map<string, string> | undefined {
    const text = this.files.read(record)
    if (text === undefined) return undefined
    const known = this.known.get(record)
    if (known?.text === text) return known.commits
    const commits = record.endsWith('.json') ? commitsOfNpm(text) : commitsByLine(text)
    this.known.set(record, { text, commits })
    return commits
  }
}

function commitsOfNpm(text: Buffer): Map<string, string> {
  // Most projects have no git dependencies, and the file is large.
  if (!text.includes('"git')) return new Map()
  try {
    const { packages } = JSON.parse(text.toString('utf8')) as { packages?: Record<string, { resolved?: unknown }> }
    const found = Object.entries(packages ?? {}).map(
      ([place, { resolved }]) => [place, COMMIT.exec(String(resolved))?.[1]] as const,
    )
    return new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined))
  } catch {
    return new Map()
  }
}

function commitsByLine(text: Buffer): Map<string, string> {
  if (!text.includes('#')) return new Map()
  return new Map([...text.toString('utf8').matchAll(LINE)].map(([, name, commit]) => [name!, commit!]))
}
