import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { FileNames } from '../../src/file-names.js'
import { ModulesToKnow } from '../../src/adapters/builds/modules-to-know.js'
import { TaggedFiles } from '../../src/adapters/builds/tagged-files.js'
import type { ModuleResult } from '../../src/build-cache/transform-cache.js'

const FILES = {
  'main.js': "import { report } from './report.js'\nimport { rules } from './rules/index.js'\nreport(rules)",
  'report.js':
    "import * as parts from './parts.js'\nconst all = Object.assign({}, parts)\n/** @cache */ export function report(rules) {}",
  'parts.js': 'export const part = () => 1',
  'rules/index.js': "export { a } from './a.js'\nexport const rules = []",
  'rules/a.js': 'export const a = () => 1',
  'helper.js': 'export const helper = () => 1',
  'other.js': 'export const other = () => 1',
  'shape.js': 'export class Shape {}',
  'node_modules/p/index.js': '/** @cache */',
  'dist/report.js': '/** @cache */',
  'notes.txt': '@cache',
  'vite.config.js': "import cachecache from '@cachecache/unplugin/vite'\nexport default { plugins: [cachecache()] }",
}

function project(files: Record<string, string> = FILES) {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'modules-to-know-')))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  return root
}

const scan = (root: string, most?: number) => new TaggedFiles(root, () => true, most)

function wanted(result: Partial<ModuleResult> | undefined): string[] {
  const root = project()
  const files = scan(root)
  const modules = new ModulesToKnow(files, (from, specifier) => ({
    kind: 'code',
    file: path.posix.join(path.posix.dirname(from), specifier),
  }))
  const watchFiles = new FileNames([[`${root}/helper.js`]])
  modules.note(`${root}/report.js`, result && ({ code: '', watchFiles, ...result } as ModuleResult))
  return Object.keys(FILES).filter((file) => modules.wants(`${root}/${file}`, readFileSync(path.join(root, file), 'utf8')))
}

it('modules with classes, those that are reached, callers, and what callers and tagged files import', () => {
  expect(wanted({ meetsValues: true })).toEqual(['main.js', 'parts.js', 'rules/index.js', 'rules/a.js', 'helper.js', 'shape.js'])
})

it('none where tagged functions take plain data alone, or where there are none', () => {
  expect(wanted({})).toEqual([])
  expect(wanted(undefined)).toEqual([])
})

it('files that may hold a tag are found among the sources', () => {
  const root = project()
  expect(scan(root).candidates()).toEqual([`${root}/report.js`])
})

it('a project that is too large is not looked through', () => {
  expect(scan(project(), 3).candidates()).toEqual([])
})

it('what the look found is there for others until the end of the build, and an edit is seen by the next look', () => {
  const root = project()
  const files = scan(root)
  expect(files.glimpse(`${root}/helper.js`)).toBeUndefined()
  files.candidates()
  const { generation } = files
  expect(files.glimpse(`${root}/helper.js`)).toBe(FILES['helper.js'])
  files.drop()
  expect(files.glimpse(`${root}/helper.js`)).toBeUndefined()
  expect(files.textOf(`${root}/helper.js`)).toBe(FILES['helper.js'])
  writeFileSync(path.join(root, 'other.js'), '/** @cache */ export const other = () => 2')
  files.forget()
  const later = performance.now() + 1_100
  vi.spyOn(performance, 'now').mockReturnValue(later)
  expect(files.candidates()).toEqual([`${root}/other.js`, `${root}/report.js`])
  expect(files.generation).toBe(generation + 1)
  vi.restoreAllMocks()
})
