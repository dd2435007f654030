// What can be checked of the documentation without running its programs.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
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
