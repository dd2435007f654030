import fs from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { parse as parseCsv } from 'csv-parse'
import { parse as parseCsvNow } from 'csv-parse/sync'
import glob from 'fast-glob'
import fse from 'fs-extra'
import { globby, globbySync } from 'globby'
import matter from 'gray-matter'
import { parse as parseYaml } from 'yaml'

// Readers of packages, run cold, hot, changed and changed back. `FOLDER` holds data.csv, data.yaml, page.md, data.json and sub/deep.txt.
const at = process.env['FOLDER']!
const report = (globalThis as unknown as { report(...values: unknown[]): void }).report
let statuses: string[] = []
subscribe('cachecache:call', (message) => void statuses.push((message as { status: string }).status))

/** @cache */
function csvNow(folder: string) {
  return parseCsvNow(fs.readFileSync(join(folder, 'data.csv')), { columns: true })
}
/** @cache */
async function csvStream(folder: string) {
  const rows: unknown[] = []
  for await (const row of fs.createReadStream(join(folder, 'data.csv')).pipe(parseCsv())) rows.push(row)
  return rows
}
/** @cache */
function yaml(folder: string) {
  return parseYaml(fs.readFileSync(join(folder, 'data.yaml'), 'utf8')) as unknown
}
/** @cache { files: true } */
function page(folder: string) {
  const { data, content } = matter.read(join(folder, 'page.md'))
  return { data, content }
}
/** @cache { files: true } */
function json(folder: string) {
  return fse.readJsonSync(join(folder, 'data.json')) as unknown
}
/** @cache { files: true } */
async function jsonLater(folder: string) {
  return (await fse.readJson(join(folder, 'data.json'))) as unknown
}
/** @cache { files: true } */
async function textLater(folder: string) {
  return (await fse.pathExists(join(folder, 'none'))) ? 'there' : fse.readFile(join(folder, 'page.md'), 'utf8')
}
/** @cache { files: true } */
function textByCallback(folder: string) {
  return new Promise((resolve, reject) => {
    fse.readFile(join(folder, 'page.md'), 'utf8', (error, text) => (error ? reject(error) : resolve(text)))
  })
}
/** @cache { files: true } */
function listNow(folder: string) {
  return glob.sync('**/*.txt', { cwd: folder }).toSorted()
}
/** @cache { files: true } */
async function list(folder: string) {
  return (await glob(['**/*.txt', '!x*'], { cwd: folder, stats: true })).map(({ path }) => path).toSorted()
}
/** @cache { files: true } */
async function listByStream(folder: string) {
  const names: string[] = []
  for await (const name of glob.stream('**/*.txt', { cwd: folder })) names.push(String(name))
  return names.toSorted()
}
/** @cache { files: true } */
async function listWithIgnores(folder: string) {
  return (await globby('**/*.txt', { cwd: folder, ignoreFiles: '.listignore' })).toSorted()
}
/** @cache { files: true } */
function listWithIgnoresNow(folder: string) {
  return globbySync(['*.txt', 'sub'], { cwd: folder }).toSorted()
}

const edit = (name: string, from: string, to: string) => () => {
  const path = join(at, name)
  fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace(from, to))
}
const change = (name: string) => [edit(name, 'one', 'two'), edit(name, 'two', 'one')] as const
const appear = [() => fs.writeFileSync(join(at, 'sub/new.txt'), ''), () => fs.rmSync(join(at, 'sub/new.txt'))] as const
const ignore = [() => fs.writeFileSync(join(at, '.listignore'), 'deep.txt\n'), () => fs.rmSync(join(at, '.listignore'))] as const

type Reader = (folder: string) => unknown
const table: [reader: Reader, changes: readonly [apply: () => void, undo: () => void]][] = [
  [csvNow, change('data.csv')],
  [csvStream, change('data.csv')],
  [yaml, change('data.yaml')],
  [page, change('page.md')],
  [json, change('data.json')],
  [jsonLater, change('data.json')],
  [textLater, change('page.md')],
  [textByCallback, change('page.md')],
  [listNow, appear],
  [list, appear],
  [listByStream, appear],
  [listWithIgnores, appear],
  [listWithIgnores, ignore],
  [listWithIgnoresNow, appear],
]

const problems: string[] = []
for (const [reader, [apply, undo]] of table) {
  statuses = []
  const cold = JSON.stringify(await reader(at))
  const hot = JSON.stringify(await reader(at))
  apply()
  const changed = JSON.stringify(await reader(at))
  undo()
  const back = JSON.stringify(await reader(at))
  const told = statuses.join(' ')
  const expected = process.env['PHASE'] === 'again' ? /^hit hit hit hit$/ : /^(?:miss|hit) hit miss hit$/
  if (!expected.test(told) || hot !== cold || back !== cold || changed === cold)
    problems.push(`${reader.name}: ${told} ${cold} ${hot} ${changed} ${back}`)
}
report(problems, table.length)
