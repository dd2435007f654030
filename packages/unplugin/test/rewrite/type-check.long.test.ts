import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))
const outputs = readdirSync(fixtures)
  .map((name) => `${fixtures}${name}/output.ts`)
  .filter((file) => ts.sys.fileExists(file))

const options: ts.CompilerOptions = {
  strict: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  allowUnreachableCode: false,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ['cachecache-source'],
  types: ['node'],
}

// A loader such as ts-loader checks what a plugin before it emitted.
it('emits TypeScript that a strict compiler takes', () => {
  expect(outputs.length).toBeGreaterThan(5)
  // Each case is a module of its own, as its input is.
  const found = ts
    .getPreEmitDiagnostics(ts.createProgram(outputs, options))
    .filter(({ file }) => file?.fileName.startsWith(fixtures))
  expect(found.map(({ file, messageText }) => `${file!.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)).toEqual(
    [],
  )
  expect(outputs.every((file) => readFileSync(file, 'utf8').includes(':any'))).toBe(true)
}, 120_000)
