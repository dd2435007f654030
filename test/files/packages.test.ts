import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { program } from '../support/program.js'

const source = fileURLToPath(new URL('./programs/packages.ts', import.meta.url))

test('what packages read by their own means counts: CSV, YAML, front matter, JSON, lists of files', async () => {
  const built = await program(await readFile(source, 'utf8'))
  const folder = join(built.directory, 'data')
  await mkdir(join(folder, 'sub'), { recursive: true })
  const files = {
    'data.csv': 'name,count\none,1\n',
    'data.yaml': 'list: [one, 2]\n',
    'page.md': '---\ntitle: one\n---\nThe text.\n',
    'data.json': '{ "name": "one" }',
    'top.txt': '',
    'sub/deep.txt': '',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const first = await built.run({ FOLDER: folder })
  expect(first.reports, first.stderr).toEqual([[], 14])
  expect(first.stderr).toBe('')
  // In another process, both states are known.
  const again = await built.run({ FOLDER: folder, PHASE: 'again' })
  expect(again.reports, again.stderr).toEqual([[], 14])
})
