import path from 'node:path'
import type { SourceFiles } from './source-files.js'

/**
 * Files in which package managers record what is installed in `node_modules`, relative to its parent folder; after them, what they record for
 * the next installation.
 */
const RECORDS = [
  'node_modules/.package-lock.json',
  'node_modules/.yarn-state.yml',
  'node_modules/.yarn-integrity',
  'node_modules/.pnpm/lock.yaml',
  'bun.lock',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
]
/** A name with its commit; in yarn's older lock file, the address follows two lines below. */
const LINE =
  /["'\s]((?:@[\w.-]+\/)?[\w.-]+)@(?:[^\n]*\n\s+version [^\n]*\n\s+resolved )?[^\n]*(?:#(?:commit=)?|\/tar\.gz\/)([0-9a-f]{7,40})\b/g
const COMMIT = /#(?:commit=)?([0-9a-f]{7,40})$/
/** An address that isn't a registry's: its file may have other contents under the same version. */
const TARBALL = /^(?:file:|https?:(?!.*\/-\/)).*\.(?:tgz|tar\.gz)$/
const OTHER = /"resolved": ?"(?:git|file:|https?:(?![^"\n]*\/-\/))/
/** pnpm: the commit is part of the folder name. */
const IN_STORE = /\/node_modules\/\.pnpm\/[^/]*?([0-9a-f]{40})[^/]*\//

/** The commits of packages installed from git, whose version can stay the same over many commits, and the digests of tarballs. */
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
  const json = text.toString('latin1')
  if (!OTHER.test(json)) return new Map()
  try {
    const { packages } = JSON.parse(json) as { packages?: Record<string, NpmRecord> }
    const found = Object.entries(packages ?? {}).map(([place, record]) => [place, markOfNpm(record)] as const)
    return new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined))
  } catch {
    return new Map()
  }
}

interface NpmRecord {
  resolved?: unknown
  integrity?: unknown
}

function markOfNpm({ resolved, integrity }: NpmRecord): string | undefined {
  const address = String(resolved)
  return COMMIT.exec(address)?.[1] ?? (TARBALL.test(address) && typeof integrity === 'string' ? integrity : undefined)
}

function commitsByLine(text: Buffer): Map<string, string> {
  if (!text.includes('#') && !text.includes('/tar.gz/')) return new Map()
  return new Map([...text.toString('utf8').matchAll(LINE)].map(([, name, commit]) => [name!, commit!]))
}
