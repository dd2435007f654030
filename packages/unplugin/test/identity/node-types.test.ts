import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { describeFunction } from '../../src/describe/describe-function.js'
import { findTaggedFunctions } from '../../src/find/find-tagged-functions.js'
import { createProject } from '../../src/identity/project.js'
import { parseModule, type Node } from '../../src/source/source-module.js'
import { childrenOf } from '../../src/source/node.js'
import { withProject } from './edited-project.js'

// Every type of node that the parser knows stands in one of the tables below, with code that contains it. A type that a new version of
// the parser brings fails the first test until somebody says here what it means for identities.

/** Statements of a function with `v`, an object of the module, and `sink`, unknown code. After each, `v` may have changed. */
const HANDS_OVER: Record<string, string> = {
  AccessorProperty: 'return class { accessor a = v }',
  ArrayExpression: 'sink([v])',
  ArrayPattern: 'const [a] = [v]; sink(a)',
  ArrowFunctionExpression: 'return () => v',
  AssignmentExpression: 'sink.x = v',
  AssignmentPattern: 'const { a = v } = {}; sink(a)',
  AwaitExpression: 'return async () => sink(await v)',
  BlockStatement: '{ sink(v) }',
  CallExpression: 'sink(v)',
  CatchClause: 'try { throw v } catch (a) { sink(a) }',
  ChainExpression: 'sink(v?.self)',
  ClassBody: 'return class { a = v }',
  ClassDeclaration: 'class A { static a = v }; return A',
  ClassExpression: 'return class { static a = v }',
  ConditionalExpression: 'sink(sink ? v : 0)',
  Decorator: '@sink(v) class A {}; return A',
  DoWhileStatement: 'do sink(v); while (sink())',
  ExpressionStatement: 'sink(v)',
  ForInStatement: 'for (sink.x in v); for (const k in v) sink(v[k])',
  ForOfStatement: 'for (sink.x of [v]);',
  ForStatement: 'for (let a = v; sink(a); );',
  FunctionDeclaration: 'function a() { return v }; return a',
  FunctionExpression: 'return function () { return v }',
  IfStatement: 'if (sink()) sink(v)',
  ImportExpression: 'return import(v)',
  JSXAttribute: 'return <a b={v} />',
  JSXElement: 'return <a>{v}</a>',
  JSXExpressionContainer: 'return <a>{v}</a>',
  JSXFragment: 'return <>{v}</>',
  JSXMemberExpression: 'return <v.a />',
  JSXOpeningElement: 'return <a {...v} b={v} />',
  JSXSpreadAttribute: 'return <a {...{ v }} />',
  JSXSpreadChild: 'return <a>{...[v]}</a>',
  LabeledStatement: 'a: { sink(v); break a }',
  LogicalExpression: 'sink(sink && v)',
  MemberExpression: 'v.n = 2',
  MethodDefinition: 'return class { get a() { return v } }',
  NewExpression: 'new sink(v)',
  ObjectExpression: 'sink({ v })',
  ObjectPattern: 'const { a } = { a: v }; sink(a)',
  Property: 'sink({ a: v })',
  PropertyDefinition: 'return class { a = v }',
  RestElement: 'const [...a] = [v]; sink(a)',
  ReturnStatement: 'return v',
  SequenceExpression: 'sink((0, v))',
  SpreadElement: 'sink(...[v])',
  StaticBlock: 'return class { static { sink(v) } }',
  SwitchCase: 'switch (0) { case sink(v): }',
  SwitchStatement: 'switch (sink(v)) { default: }',
  TaggedTemplateExpression: 'sink`${v}`',
  TemplateLiteral: 'sink`${v}`',
  ThrowStatement: 'throw v',
  TryStatement: 'try { sink(v) } finally { }',
  TSAsExpression: 'sink(v as any)',
  TSInstantiationExpression: 'return (v.self<string>)',
  TSNonNullExpression: 'sink(v!)',
  TSParameterProperty: 'return new (class { constructor(public a = v) {} })()',
  TSSatisfiesExpression: 'sink(v satisfies object)',
  TSTypeAssertion: 'sink(<any>v)',
  UnaryExpression: 'delete v.n',
  UpdateExpression: 'v.n++',
  VariableDeclaration: 'let a = v; sink(a)',
  VariableDeclarator: 'var a = v; sink(a)',
  WhileStatement: 'while (sink(v));',
  WithStatement: 'with (sink) { x = v }',
  YieldExpression: 'return function* () { yield v }',
}

/** Code in the body of a tagged function that is part of its version. */
const COUNTS: Record<string, string> = {
  BinaryExpression: '1 + 2',
  BreakStatement: 'for (;;) break',
  ContinueStatement: 'for (const a of [1]) continue',
  DebuggerStatement: 'debugger',
  Identifier: 'undefined',
  JSXClosingElement: 'void (<a></a>)',
  JSXClosingFragment: 'void (<></>)',
  JSXEmptyExpression: 'void (<a>{/* none */}</a>)',
  JSXIdentifier: 'void (<a />)',
  JSXNamespacedName: 'void (<a:b />)',
  JSXOpeningFragment: 'void (<></>)',
  JSXText: 'void (<a>text</a>)',
  Literal: '1',
  MetaProperty: 'new.target',
  PrivateIdentifier: 'void class { #a = 1 }',
  Super: 'void class extends Array { a() { return super.length } }',
  TemplateElement: '`text`',
  ThisExpression: 'void this',
  TSEnumBody: 'enum A { B = 1 }',
  TSEnumDeclaration: 'enum A { B = 1 }',
  TSEnumMember: 'enum A { B = 1 }',
}

/** Types, which no running code sees. They stand in the body of a tagged function, and move no version. */
const ERASED: Record<string, string> = {
  TSAnyKeyword: 'let t: any',
  TSArrayType: 'let t: T[]',
  TSBigIntKeyword: 'let t: bigint',
  TSBooleanKeyword: 'let t: boolean',
  TSCallSignatureDeclaration: 'let t: { (): T }',
  TSConditionalType: 'let t: T extends 1 ? 2 : 3',
  TSConstructorType: 'let t: new () => T',
  TSConstructSignatureDeclaration: 'let t: { new (): T }',
  TSFunctionType: 'let t: () => T',
  TSImportType: 'let t: import("./k.js").T',
  TSIndexedAccessType: 'let t: T["a"]',
  TSIndexSignature: 'let t: { [key: string]: T }',
  TSInferType: 'let t: T extends (infer U)[] ? U : 1',
  TSInterfaceBody: 'interface I { a: 1 }',
  TSInterfaceDeclaration: 'interface I { a: 1 }',
  TSInterfaceHeritage: 'interface I extends T { a: 1 }',
  TSIntersectionType: 'let t: T & U',
  TSIntrinsicKeyword: 'type I = intrinsic',
  TSLiteralType: 'let t: 1',
  TSMappedType: 'let t: { [K in T]: 1 }',
  TSMethodSignature: 'let t: { a(): T }',
  TSNamedTupleMember: 'let t: [a: T]',
  TSNeverKeyword: 'let t: never',
  TSNullKeyword: 'let t: null',
  TSNumberKeyword: 'let t: number',
  TSObjectKeyword: 'let t: object',
  TSOptionalType: 'let t: [T?]',
  TSPropertySignature: 'let t: { a: T }',
  TSQualifiedName: 'let t: A.T',
  TSRestType: 'let t: [...T]',
  TSStringKeyword: 'let t: string',
  TSSymbolKeyword: 'let t: symbol',
  TSTemplateLiteralType: 'let t: `a${T}`',
  TSThisType: 'let t: this',
  TSTupleType: 'let t: [T]',
  TSTypeAliasDeclaration: 'type I = 1',
  TSTypeAnnotation: 'let t: T',
  TSTypeLiteral: 'let t: {}',
  TSTypeOperator: 'let t: keyof T',
  TSTypeParameter: 'type I<U> = U',
  TSTypeParameterDeclaration: 'type I<U> = U',
  TSTypeParameterInstantiation: 'let t: T<U>',
  TSTypePredicate: 'let t: (a: T) => a is U',
  TSTypeQuery: 'let t: typeof Math',
  TSTypeReference: 'let t: T',
  TSUndefinedKeyword: 'let t: undefined',
  TSUnionType: 'let t: T | U',
  TSUnknownKeyword: 'let t: unknown',
  TSVoidKeyword: 'let t: void',
}

/** Where a tagged function gets `k` from: the top of its file. An edit of what `k` is, in k.ts or here, moves the version. */
const NAMES: Record<string, string> = {
  ExportAllDeclaration: 'import { k } from "./all.js"',
  ExportDefaultDeclaration: 'import k from "./k.js"',
  ExportNamedDeclaration: 'export const k = () => VALUE',
  ExportSpecifier: 'import { k } from "./renamed.js"',
  ImportAttribute: 'import { k } from "./k.js" with { kind: "code" }',
  ImportDeclaration: 'import { k } from "./k.js"',
  ImportDefaultSpecifier: 'import k from "./k.js"',
  ImportNamespaceSpecifier: 'import * as all from "./k.js"; const k = () => all.k()',
  ImportSpecifier: 'import { k } from "./k.js"',
  TSExternalModuleReference: 'import all = require("./k.js"); const k = () => all.k()',
  TSImportEqualsDeclaration: 'import all = require("./k.js"); const k = () => all.k()',
  TSModuleBlock: 'namespace N { export const k = () => VALUE }; const k = () => N.k()',
  TSModuleDeclaration: 'namespace N { export const k = () => VALUE }; const k = () => N.k()',
}

/** Of NAMES: where the node is, if not in the tagged function's file. */
const IN_OTHER_FILE: Record<string, string> = {
  ExportAllDeclaration: 'all.ts',
  ExportDefaultDeclaration: 'k.ts',
  ExportSpecifier: 'renamed.ts',
}

/** What says nothing about values: punctuation, what only declares, and what the parser gives for other settings than ours. */
const WITHOUT_MEANING = [
  'EmptyStatement',
  'Hashbang',
  'ParenthesizedExpression',
  'Program',
  'TSAbstractAccessorProperty',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSClassImplements',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSExportAssignment',
  'TSJSDocNonNullableType',
  'TSJSDocNullableType',
  'TSJSDocUnknownType',
  'TSNamespaceExportDeclaration',
  'TSParenthesizedType',
  'V8IntrinsicExpression',
]

function typesOfParser(): string[] {
  const require = createRequire(createRequire(import.meta.url).resolve('oxc-parser'))
  const text = readFileSync(path.join(path.dirname(require.resolve('@oxc-project/types/package.json')), 'types.d.ts'), 'utf8')
  const direct = [...text.matchAll(/^ {2}type: "(\w+)"/gm)].map(([, name]) => name!)
  // `type: FunctionType`, where `type FunctionType = "FunctionDeclaration" | …`.
  const listed = [...text.matchAll(/^ {2}type: (\w+);/gm)].flatMap(([, name]) => {
    const [, names] = new RegExp(`^export type ${name} =([^;]*);`, 'm').exec(text)!
    return [...names!.matchAll(/"(\w+)"/g)].map(([, type]) => type!)
  })
  return [...new Set([...direct, ...listed])].toSorted()
}

test('every type of node that the parser knows is in a table', () => {
  const types = typesOfParser()
  expect(types.length).toBeGreaterThan(150)
  const tables = [HANDS_OVER, COUNTS, ERASED, NAMES].flatMap((table) => Object.keys(table))
  expect([...tables, ...WITHOUT_MEANING].toSorted()).toEqual(types)
})

/** `<any>v` is JSX in a .tsx file, and `with` exists in sloppy code only. */
const fileFor = (type: string) => (type === 'TSTypeAssertion' ? 'a.ts' : type === 'WithStatement' ? 'a.cjs' : 'a.tsx')

function contains(node: Node, type: string): boolean {
  return node.type === type || childrenOf(node).some((child) => contains(child, type))
}

function identify(files: Record<string, string>, file: string, type: string) {
  return withProject(files, (root) => {
    const project = createProject({ root })
    const module = project.module(path.join(root, file), files[file]!)
    expect(module.errors).toEqual([])
    if (type !== '') expect(contains(parseModule(path.join(root, file), files[file]!).ast, type)).toBe(true)
    const { tagged } = findTaggedFunctions(module, { isCacher: project.isCacher.bind(project) })
    expect(tagged).toHaveLength(1)
    return project.identify(describeFunction(tagged[0]!))
  })
}

describe('an object that gets away may have changed', () => {
  test.each(Object.entries(HANDS_OVER))('%s: %s', (type, statement) => {
    const file = fileFor(type)
    const typed = file === 'a.cjs' ? '' : ': any'
    const code = `const rows = [{ n: 1, self: { n: 1 } }]
      /** @cache { pure: false } */ function f() { return [rows[0].n, rows[0].self.n] }
      function g(sink${typed}) { const v${typed} = rows[0]; ${statement} }
      ${file === 'a.cjs' ? 'module.exports = { f, g }' : 'export { f, g }'}`
    const { inputs, uncached } = identify({ [file]: code }, file, type)
    expect(inputs.some(({ constant }) => !constant) || uncached !== undefined).toBe(true)
  })

  test('and where nothing happens to it, it is constant', () => {
    const code = 'const rows = [{ n: 1 }]\n/** @cache { pure: false } */ export function f() { return rows[0].n }'
    const { inputs, uncached } = identify({ 'a.tsx': code }, 'a.tsx', '')
    expect([inputs.filter(({ constant }) => !constant), uncached]).toEqual([[], undefined])
  })
})

const versionWith = (statement: string, type = '') =>
  identify({ 'a.tsx': `/** @cache */ export function f(this: any) { ${statement}; return 1 }` }, 'a.tsx', type).version

describe('code is part of the version', () => {
  test.each(Object.entries(COUNTS))('%s: %s', (type, statement) => {
    expect(versionWith(statement, type)).not.toBe(versionWith(''))
  })
})

describe('types are not', () => {
  test.each(Object.entries(ERASED))('%s: %s', (type, statement) => {
    // `let t` itself is code.
    const without = statement.startsWith('let') ? 'let t' : ''
    expect(versionWith(statement, type)).toBe(versionWith(without))
  })
})

describe('a name leads to the code behind it', () => {
  test.each(Object.entries(NAMES))('%s: %s', (type, head) => {
    const version = (value: string) => {
      const files: Record<string, string> = {
        'a.ts': `${head.replace('VALUE', value)}\n/** @cache */ export function f() { return k() }`,
        'k.ts': `export const k = () => ${value}\nexport default k`,
        'all.ts': 'export * from "./k.js"',
        'renamed.ts': 'export { default as k } from "./k.js"',
      }
      const at = IN_OTHER_FILE[type] ?? 'a.ts'
      expect(contains(parseModule(at, files[at]!.replaceAll('.js', '')).ast, type)).toBe(true)
      return identify(files, 'a.ts', '').version
    }
    expect(version('1')).toBe(version('1'))
    expect(version('1')).not.toBe(version('2'))
  })
})
