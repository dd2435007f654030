// What can be checked of the documentation without running its programs.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from '@cachecache/unplugin/transform'
import { describe, expect, it } from 'vitest'
import { readBlocks } from './support/examples/page.js'

const root = new URL('../', import.meta.url)
const leftOut = new Set(['node_modules', 'dist', 'results', '.scratch', '.git', '.turbo'])
const pages = await listFiles('', (name) => name.endsWith('.md') && !name.startsWith('test/'))

describe.each(pages)('%s', (name) => {
  const page = new URL(name, root)

  it('links to pages and headings that exist', async () => {
    const text = withoutCode(await readFile(page, 'utf8'))
    for (const [, target = ''] of text.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = target.split('#')
      const linked = path === '' ? page : new URL(path, page)
      expect(existsSync(linked), target).toBe(true)
      if (anchor !== undefined) expect(anchorsOf(await readFile(linked, 'utf8')), target).toContain(anchor)
    }
  })

  it('has code that can be parsed', async () => {
    for (const { language, text, line } of await readBlocks(page)) {
      if (!['js', 'ts', 'jsx', 'tsx'].includes(language)) continue
      // An ellipsis stands for what the reader has there.
      const source = text.replaceAll(/…(?=\s*[})\]])/g, 'undefined').replaceAll('…', '_')
      const result = transform(
        `${source}\n/** @cache */ function parsed() {}`,
        fileURLToPath(new URL(`snippet.${language}`, page)),
      )
      const problems = result?.diagnostics.filter(({ code }) => code === 'syntax-error').map(({ message }) => message)
      expect(problems, `line ${line}`).toEqual([])
    }
  })
})

it.each(pages)('%s shows examples as they are in the repository', async (name) => {
  for (const { words, text } of await readBlocks(new URL(name, root))) {
    const example = words.find((word) => word.startsWith('example='))?.slice('example='.length)
    if (example !== undefined) expect(text, example).toBe(await readFile(new URL(example, root), 'utf8'))
  }
})

it('docs/reference/errors.md lists every code, and no other', async () => {
  const text = await readFile(new URL('docs/reference/errors.md', root), 'utf8')
  const listed = [...text.matchAll(/^\| (`[a-z][^|]*`) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map((code) => code.slice(1, -1)),
  )
  expect([...new Set(listed)].toSorted()).toEqual(await findCodes())
})

it('the generated pages are up to date', async () => {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL('docs/generate.mjs', root)), '--check'])
})

const folders = [
  '',
  'docs/internals/',
  'packages/runtime/src/backends/',
  ...['unplugin', 'runtime', 'cli'].flatMap((name) => [`packages/${name}/`, `packages/${name}/src/`]),
]

it.each(['CONTRIBUTING.md', 'ARCHITECTURE.md', ...pages.filter((name) => name.startsWith('docs/internals/'))])(
  '%s names files that exist',
  async (name) => {
    const text = await readFile(new URL(name, root), 'utf8')
    const named = [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)*(?:\.(?:ts|mjs|md)|\/))`/g)].map(([, path = '']) => path)
    const missing = named.filter((path) => !folders.some((folder) => existsSync(new URL(folder + path, root))))
    // Short names of files are unique below a package.
    const known = await listFiles('packages/', (file) => file.endsWith('.ts'))
    expect(missing.filter((path) => path.endsWith('/') || !known.some((file) => file.endsWith(`/${path}`)))).toEqual([])
  },
)

async function listFiles(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(new URL(folder, root), { withFileTypes: true })) {
    const name = `${folder}${entry.name}`
    if (entry.isFile() && isWanted(name)) found.push(name)
    else if (entry.isDirectory() && !leftOut.has(entry.name)) found.push(...(await listFiles(`${name}/`, isWanted)))
  }
  return found.toSorted()
}

const withoutCode = (text: string): string => text.replaceAll(/^( *)```[^]*?^\1```$/gm, '').replaceAll(/`[^`\n]*`/g, '')

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}

/** The codes of all errors, warnings and diagnostics in the sources. */
async function findCodes(): Promise<string[]> {
  const code = "'([a-z][a-z-]+)'"
  const patterns = [
    `\\bcode(?:: | = )${code}`,
    `\\bsuper\\((?:options\\?\\.code \\?\\? )?${code}`,
    `new (?:\\w+Error|StrictWarning)\\(\\s*${code}`,
    `warnOf(?:Function|Store)\\(\\s*[^,]+?,\\s*${code}`,
    `emitOnce\\([^,]+,\\s*${code}`,
    `return \\[\\s*'([a-z]+-[a-z-]+)'`,
  ]
  const codes = new Set<string>()
  for (const file of await listFiles('packages/', (name) => /\/src\/.*\.ts$/.test(name))) {
    const text = await readFile(new URL(file, root), 'utf8')
    for (const pattern of patterns) for (const [, found = ''] of text.matchAll(new RegExp(pattern, 'g'))) codes.add(found)
  }
  return [...codes].toSorted()
}
