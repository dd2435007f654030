import { describe, expect, test } from 'vitest'
import { identityOf } from './identity-of.js'

const using = (above: string, body: string, imports = "import { readFileSync } from 'node:fs'"): Record<string, string> => ({
  'a.ts': `${imports}\nimport { compile } from 'dep'\nimport { read } from './b.js'\n${above}\n/** @cache */ export const f = (x: any): any => ${body}`,
  'b.ts': "import { readFileSync } from 'node:fs'\nexport const read = (name: string) => readFileSync(name, 'utf8')",
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
  'node_modules/dep/i.js': 'exports.compile = (text) => (data) => text + data',
  'node_modules/fs-extra/package.json': '{"name":"fs-extra","version":"1.0.0","main":"i.js"}',
  'node_modules/fs-extra/i.js': "module.exports = require('fs')",
})

describe('what a package made of what files held', () => {
  test.each<[what: string, files: Record<string, string>]>([
    ['a template', using("const page = compile(readFileSync('page.hbs', 'utf8'))", 'page(x)')],
    ['a template that a helper reads', using("const page = compile(read('page.hbs'))", 'page(x)')],
    ['one of a factory', using('const make = (name: string) => compile(read(name))\nconst page = make("page.hbs")', 'page(x)')],
    ['a function that the package calls', using("const page = compile(() => readFileSync('page.hbs', 'utf8'))", 'page(x)')],
    ['by way of another one', using("const text = compile(readFileSync('a'))\nconst page = compile(text)", 'page(x)')],
    [
      'by a copy of node:fs',
      using("const page = compile(fs.readFileSync('page.hbs', 'utf8'))", 'page(x)', "import fs from 'fs-extra'"),
    ],
    [
      'by a part of Node that a call gives',
      using("const page = compile(fs.readFileSync('page.hbs', 'utf8'))", 'page(x)', "const fs = process.getBuiltinModule('fs')"),
    ],
  ])('%s makes every call uncached', (_what, files) => expect(identityOf(files).uncached).toContain('of what files held'))

  test.each<[what: string, files: Record<string, string>, inputs: string[]]>([
    [
      'a text in a variable of its own',
      using("const text = readFileSync('page.hbs', 'utf8')\nconst page = compile(text)", 'page(x)'),
      ['page', 'text'],
    ],
    ['no file', using("const page = compile('a')", 'page(x)'), ['page']],
    ['not used for the result', using("const log = compile(readFileSync('a'))", '(log("a"), x)'), []],
  ])('%s is fine', (_what, files, inputs) => {
    const identity = identityOf(files)
    expect(identity.uncached).toBeUndefined()
    expect(identity.inputs.map(({ name }) => name).filter((name) => !name.startsWith('process.'))).toEqual(inputs)
  })
})

test.each(["import fs from 'node:fs'", "const fs = require('node:fs')", "const fs = process.getBuiltinModule('node:fs')"])(
  'what is made of a file on first use, by %s',
  (fs) => {
    const { inputs } = identityOf(
      `${fs}\nlet v: any\nconst get = () => (v ??= fs.readFileSync('a', 'utf8'))\n/** @cache */ export const f = (x: any): any => get() + x`,
    )
    expect(inputs.map(({ expression }) => expression)).toEqual([
      expect.stringMatching(/lazily\(v,"\?\?=","files","shop\/a.ts#v"\)/),
    ])
  },
)
