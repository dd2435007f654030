import { existsSync, mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createProject, type Project } from '../../src/identity/project.js'
import * as sourceModule from '../../src/source/source-module.js'
import { f, writeProject } from './edited-project.js'
import { identify } from './identity-of.js'

vi.mock('../../src/source/source-module.js', { spy: true })

const FILES = {
  'package.json': '{ "name": "shop" }',
  'tsconfig.json': '{ "compilerOptions": { "target": "ESNext" } }',
  'a.ts': `import { g } from './m'\nimport j from './d.json'\n${f('return g(x) + j.a')}`,
  'm.ts': `export * from './b'\nexport * from './far'`,
  'b.ts': 'export class K { k = 1 }\nexport const g = () => new K()',
  'far.ts': 'export const far = 1',
  'd.json': '{ "a": 1 }',
  'stranger.ts': 'export const stranger = 1',
}

/** One project for the life of a server, over a folder that is edited. */
describe('edits while a server runs', () => {
  let root: string
  let project: Project
  const version = () => identify(project, path.join(root, 'a.ts')).version
  const write = (name: string, content: string) => writeProject(root, { [name]: content })

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'cachecache-server-'))
    writeProject(root, FILES)
    project = createProject({ root })
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  test.each([
    ['a reached file', 'b.ts', FILES['b.ts'].replace('= 1', '= 2')],
    ['a barrel', 'm.ts', `export const g = () => 3`],
    ['JSON', 'd.json', '{ "a": 2 }'],
    ['tsconfig', 'tsconfig.json', '{ "compilerOptions": { "useDefineForClassFields": false } }'],
    ['the file itself', 'a.ts', FILES['a.ts'].replace('+', '-')],
  ])('an edit of %s is seen, and undone', (_what, name, content) => {
    const before = version()
    write(name, content)
    const after = version()
    expect(after).not.toBe(before)
    write(name, FILES[name as keyof typeof FILES])
    expect(version()).toBe(before)
  })

  test('an edit of equal length within one tick of the clock', () => {
    const before = version()
    for (const digit of ['2', '3', '4', '5']) {
      write('b.ts', FILES['b.ts'].replace('1', digit))
      expect(version()).not.toBe(before)
    }
  })

  test('an edit that keeps the time stamp', () => {
    const old = new Date(Date.now() - 60_000)
    utimesSync(path.join(root, 'b.ts'), old, old)
    const before = version()
    write('b.ts', `${FILES['b.ts']}\n`.replace('= 1', '= 2'))
    utimesSync(path.join(root, 'b.ts'), old, old)
    expect(version()).not.toBe(before)
  })

  test('a file that is removed and created elsewhere', () => {
    const before = version()
    renameSync(path.join(root, 'b.ts'), path.join(root, 'c.ts'))
    expect(identify(project, path.join(root, 'a.ts')).diagnostics.map(({ code }) => code)).not.toEqual([])
    write('m.ts', `export * from './c'`)
    expect(version()).toBe(before)
  })

  test('a missing import that appears', () => {
    write('a.ts', `import { late } from './late'\n${f('return late')}`)
    const missing = identify(project, path.join(root, 'a.ts'))
    expect(missing.diagnostics.map(({ code }) => code)).toEqual(['unresolved-import'])
    write('late.ts', 'export const late = 1')
    const found = identify(project, path.join(root, 'a.ts'))
    expect(found.diagnostics).toEqual([])
    expect(found.version).not.toBe(missing.version)
  })

  test('the text that the bundler holds wins for its file alone', () => {
    const before = version()
    const file = path.join(root, 'a.ts')
    const held = project.module(file, FILES['a.ts'].replace('+', '*'))
    expect(held.text).toContain('*')
    expect(version()).toBe(before)
  })

  test('a file is parsed once per content, and only if it is reached', () => {
    const parse = vi.mocked(sourceModule.parseModule)
    parse.mockClear()
    version()
    version()
    const parsed = parse.mock.calls.map(([file]) => path.basename(file)).toSorted()
    expect(parsed).toEqual(['a.ts', 'b.ts', 'm.ts'])
    write('b.ts', FILES['b.ts'].replace('= 1', '= 2'))
    version()
    expect(parse).toHaveBeenCalledTimes(4)
  })

  test('every reached file is watched: barrels, data and settings too', () => {
    const watched = [...identify(project, path.join(root, 'a.ts')).watchFiles]
    expect(watched.map((file) => path.basename(file)).toSorted()).toEqual([
      'a.ts',
      'b.ts',
      'd.json',
      'm.ts',
      'package.json',
      'tsconfig.json',
    ])
    expect(watched.every((file) => path.isAbsolute(file) && existsSync(file))).toBe(true)
  })
})
