import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../../src/identity/project.js'
import { identityPath } from '../../src/surroundings/package-root.js'
import { withProject, type Files } from './edited-project.js'
import { identify } from './identity-of.js'

const SOURCE = `/** @cache */
export function f() {}
export const outer = () => { /** @cache */ function inner() {} return inner }
export class Repo { /** @cache */ find() {} }
/** @cache */
export default function () {}
`
const ids = (root: string, file: string, names: string[]) => {
  const project = createProject({ root })
  return names.map((name) => identify(project, path.join(root, file), name).id)
}

describe('ids', () => {
  test('package, path from its root, qualified name', () => {
    withProject({ 'src/deep/a.ts': SOURCE }, (root) => {
      expect(ids(root, 'src/deep/a.ts', ['f', 'outer.inner', 'Repo.find', 'default'])).toEqual([
        'shop/src/deep/a.ts#f',
        'shop/src/deep/a.ts#outer.inner',
        'shop/src/deep/a.ts#Repo.find',
        'shop/src/deep/a.ts#default',
      ])
    })
  })

  test.each([
    ['a scoped name', { 'package.json': '{ "name": "@shop/app" }' }, '@shop/app/src/a.ts#f'],
    ['a package.json without a name is passed over', { 'src/package.json': '{ "type": "module" }' }, 'shop/src/a.ts#f'],
    ['a broken package.json is passed over', { 'src/package.json': '{' }, 'shop/src/a.ts#f'],
    ['the nearest package', { 'src/package.json': '{ "name": "inner" }' }, 'inner/a.ts#f'],
  ] as [string, Files, string][])('%s', (_what, files, id) => {
    withProject({ 'src/a.ts': SOURCE, ...files }, (root) => expect(ids(root, 'src/a.ts', ['f'])).toEqual([id]))
  })

  test('without any package: the root folder’s name, not its place', () => {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'cachecache-ids-')))
    try {
      const root = path.join(folder, 'scripts')
      mkdirSync(path.join(root, 'lib'), { recursive: true })
      writeFileSync(path.join(root, 'lib/a.ts'), SOURCE)
      expect(ids(root, 'lib/a.ts', ['f'])).toEqual(['scripts/lib/a.ts#f'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('a project that is reached through a link has the same ids', () => {
    withProject({ 'src/a.ts': SOURCE }, (root) => {
      const link = `${root}-link`
      symlinkSync(root, link)
      try {
        expect(ids(link, 'src/a.ts', ['f'])).toEqual(ids(root, 'src/a.ts', ['f']))
      } finally {
        rmSync(link)
      }
    })
  })

  test.each([
    ['C:\\code\\shop\\src\\a.ts', 'C:\\code\\shop', 'src/a.ts'],
    ['c:\\code\\shop\\src\\a.ts', 'C:/code/shop', 'src/a.ts'],
    ['C:/code/shop/src/a.ts', 'c:/code/shop', 'src/a.ts'],
    ['\\\\server\\share\\shop\\a.ts', '\\\\server\\share\\shop', 'a.ts'],
    ['/code/shop/src/a.ts', '/code/shop', 'src/a.ts'],
    ['/code/other/a.ts', '/code/shop', 'other/a.ts'],
    ['/tmp/made/src/a.ts', '/home/me/code/shop', 'src/a.ts'],
  ])('%s in %s is %s', (file, folder, inside) => {
    expect(identityPath(file, { folder })).toBe(inside)
  })
})
