import { describe, expect, it } from 'vitest'
import { transform } from '../../src/transform.js'
import { ownTextProject } from '../support/own-text-project.js'

const F = '/** @cache */ const f = (a) => [a]'

/** What stands before our import. */
function before(source: string, file = '/a.ts'): string {
  const { code } = transform(source, file, { root: '/', project: ownTextProject() })!
  return code.slice(0, code.search(/import \{\w+ as \$|var \{\w+:\$/))
}

const isRequire = (source: string, file: string) =>
  transform(source, file, { root: '/', project: ownTextProject() })!.code.includes('=require("@cachecache/runtime/generated")')

describe('the import', () => {
  it.each([
    ['', F],
    ['', `import a from 'a'\n${F}`],
    ['', `// about the imports\nimport a from 'a'\n${F}`],
    ['#!/usr/bin/env node\n', `#!/usr/bin/env node\n${F}`],
    ['\uFEFF', `\uFEFF${F}`],
    ["'use client'", `'use client'\n${F}`],
    ["'use client';", `'use client';\n${F}`],
    ["// first\n'use client'; 'use x'", `// first\n'use client'; 'use x'\n${F}`],
    ['/** @jsx h */\n', `/** @jsx h */\n${F}`],
    ['/** @jsxImportSource preact */\n\n// more\n\n', `/** @jsxImportSource preact */\n\n// more\n\n${F}`],
    ['// @ts-nocheck\n', `// @ts-nocheck\n${F}`],
    ['/*! a licence */ ', `/*! a licence */ ${F}`],
    ['/* Copyright of somebody */\n', `/* Copyright of somebody */\nimport a from 'a'\n${F}`],
    ['/** @license MIT */\n', `/** @license MIT */\n${F}`],
    ['/// <reference types="node" />\n', `/// <reference types="node" />\n${F}`],
    ['/* a file comment */\n\n', `/* a file comment */\n\n${F}`],
  ])('stands behind %j', (head, source) => {
    expect(before(source)).toBe(head + (head.endsWith("'") ? ';' : ''))
  })

  it('a tag may precede the decorators of an exported class', () => {
    expect(before('@log export class A { /** @cache */ m() {} }')).toBe('')
  })

  it('keeps every line where it was', () => {
    const source = `// a\n\nimport a from 'a'\n${F}\nthrow 1`
    const { code } = transform(source, '/a.ts', { root: '/', project: ownTextProject() })!
    expect(code.split('\n').findIndex((line) => line === 'throw 1')).toBe(source.split('\n').indexOf('throw 1'))
  })
})

describe('the form of the import', () => {
  it.each([
    ['a.cjs', F],
    ['a.cts', F],
    ['a.js', `const a = require('a')\n${F}`],
    ['a.js', `${F}\nmodule.exports = f`],
    ['a.js', `${F}\nexports.f = f`],
    ['a.js', `${F}\nexports['f'] = f`],
    ['a.js', `const a = require('a')\nreturn\n${F}`],
  ])('is a require in %s: %s', (file, source) => {
    expect(isRequire(source, `/${file}`)).toBe(true)
  })

  it.each([
    ['a.js', F],
    ['a.mjs', `const a = require('a')\n${F}`],
    ['a.js', `import a from 'a'\nconst b = require('b')\n${F}`],
    ['a.ts', `import a = require('a')\n${F}`],
    ['a.cts', `import a from 'a'\n${F}`],
    ['a.cts', `${F}\nexport = f`],
    ['a.js', `console.log(import.meta.url)\n${F}`],
    ['a.js', `// no require('a') any more, nor module.exports\n${F}\nconsole.log('exports.f')`],
  ])('is an import in %s: %s', (file, source) => {
    expect(isRequire(source, `/${file}`)).toBe(false)
  })
})

describe('a second pass', () => {
  it.each(['/a.ts', '/a.cjs'])('leaves the output of %s alone', (file) => {
    const once = transform(`exports.a = 1\n${F}`, file, { root: '/', project: ownTextProject() })!.code
    expect(transform(once, file, { root: '/', project: ownTextProject() })).toBeUndefined()
  })
})
