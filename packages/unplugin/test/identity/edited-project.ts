import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { createTaggedModules } from '../../src/adapters/builds/tagged-modules.js'
import { explain, listFunction } from '../../src/explain.js'
import { transform, type TransformResult } from '../../src/transform.js'

/** Contents by path; `{ link }` is a symbolic link to another path of the project. */
export type Files = Record<string, string | { link: string }>

const MANIFEST = '{ "name": "shop", "version": "1.0.0", "type": "module", "imports": { "#rates": "./src/rates.ts" } }'
const TSCONFIG = '{ "compilerOptions": { "target": "ESNext", "paths": { "~/*": ["./lib/*"] } } }'

/** Runs with a project on disk, and removes it. */
export function withProject<T>(files: Files, use: (root: string) => T): T {
  const root = mkdtempSync(path.join(tmpdir(), 'cachecache-identity-'))
  try {
    writeProject(root, { 'package.json': MANIFEST, 'tsconfig.json': TSCONFIG, ...files })
    return use(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

export function writeProject(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name)
    mkdirSync(path.dirname(file), { recursive: true })
    if (typeof content === 'string') writeFileSync(file, content)
    else symlinkSync(path.join(root, content.link), file)
  }
}

const ENTRIES = ['a.ts', 'a.tsx', 'a.js', 'a.cjs']

export function entryOf(files: Files): string {
  return ENTRIES.find((name) => name in files)!
}

export function transformEntry(files: Files): TransformResult {
  return withProject(files, (root) => transformIn(root, entryOf(files)))
}

export function transformIn(root: string, entry: string): TransformResult {
  const file = path.join(root, entry)
  return transform(readFileSync(file, 'utf8'), file, { root })!
}

/** The version of the function `f` of the entry, on which the plugin and `explain` must agree. */
export function versionOf(files: Files): string {
  return withProject(files, (root) => {
    const entry = entryOf(files)
    const [fromPlugin, fromExplain] = [transformIn(root, entry).functions, explain(entry, { root }).functions].map((functions) =>
      functions.map(listFunction),
    )
    expect(fromExplain).toEqual(fromPlugin)
    return fromPlugin!.find(({ id }) => /[#.]f$/.test(id))!.version
  })
}

/** A build after the edit, over what one before it kept, gives what a build gives that keeps nothing. */
async function expectCacheToAgree(from: Files, to: Files): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'cachecache-kept-'))
  vi.stubEnv('CACHECACHE_ANALYSIS', path.join(root, 'kept'))
  const build = async (files: Files) => {
    const modules = createTaggedModules({ root })
    const file = path.join(root, entryOf(files))
    const result = await modules.transform(readFileSync(file, 'utf8'), file)
    await modules.save()
    return result?.code
  }
  try {
    writeProject(root, { 'package.json': MANIFEST, 'tsconfig.json': TSCONFIG, ...from })
    const before = await build(from)
    expect(await build(from)).toBe(before)
    for (const [name, content] of Object.entries(to)) if (from[name] !== content) writeProject(root, { [name]: content })
    expect(await build(to)).toBe(transformIn(root, entryOf(to)).code)
  } finally {
    vi.unstubAllEnvs()
    rmSync(root, { recursive: true, force: true })
  }
}

/** A tagged function `f(x)` with a body, and what stands above it. */
export const f = (body: string, above = ''): string => `${above}\n/** @cache */\nexport function f(x) { ${body} }\n`

/** An edit: what is done, what becomes of the version, the files before, and those that differ after. A text is `a.ts`. */
/** `read`: the version stays, since what the edit changes is read at every call. */
export type Edit = [edit: string, version: 'same' | 'other' | 'read', before: string | Files, after: string | Files]

export function testEdits(title: string, edits: readonly Edit[]): void {
  describe(title, () => {
    test.each(edits.map((edit) => ({ edit: edit[0], version: edit[1], before: edit[2], after: edit[3] })))(
      '$edit: $version',
      async ({ version, before, after }) => {
        const from: Files = typeof before === 'string' ? { 'a.ts': before } : before
        const to: Files = { ...from, ...(typeof after === 'string' ? { 'a.ts': after } : after) }
        const moved = versionOf(from) !== versionOf(to)
        expect(moved ? 'other' : 'same').toBe(version === 'read' ? 'same' : version)
        if (version === 'read') expect(transformEntry(to).code).toMatch(/\b(inputs|constants)\(/)
        await expectCacheToAgree(from, to)
      },
    )
  })
}
