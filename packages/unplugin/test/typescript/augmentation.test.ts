import { expect, test } from 'vitest'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { parseModule } from '../../src/source/source-module.js'
import { augmentationOf } from '../../src/typescript/augmentation.js'

const augmented = (imports: string, type: string) => {
  const { tagged } = findTaggedFunctions(parseModule('/p/src/a.ts', '/** @cache */ export function f(x) {}'))
  const declarations = `${imports}\nexport declare function f(x: ${type}, options?: import("@cachecache/runtime").CacheOptions): void;`
  return augmentationOf({ file: '/p/src/a.ts', declarations, functions: tagged }, '/p')
}

test.each([
  ["import { A } from './b.js';", 'A', 'import("./src/b.js").A'],
  ["import A from 'pkg';", 'A', 'import("pkg").default'],
  ["import * as ts from 'typescript';", 'ts.Node', 'import("typescript").Node'],
  ["import ts = require('typescript');", 'ts.Node', 'import("typescript").Node'],
  ["import b = require('./b.js');", 'b.A', 'import("./src/b.js").A'],
  ['', "import('./b.js').A", 'import("./src/b.js").A'],
])('types of other files are written as imports: %s %s', (imports, type, written) => {
  const { text, unexpressed } = augmented(imports, type)
  expect(unexpressed).toEqual([])
  expect(text).toContain(`function f(x: ${written}, options`)
})

test.each([
  ['import N = A.B;', 'N'],
  ['interface N {}', 'N'],
])('a name that another file cannot write is reported: %s', (declared, type) => {
  const { text, unexpressed } = augmented(declared, type)
  expect(text).toBe('')
  expect(unexpressed.map(({ reason }) => reason)).toEqual(['its type `N` is not exported; export it'])
})
