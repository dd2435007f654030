import { expect, test } from 'vitest'
import { esbuildSettings } from '../../src/adapters/settings/esbuild-settings.js'
import { CompilerFlags } from '../../src/surroundings/compiler-flags.js'
import { SourceFiles } from '../../src/surroundings/source-files.js'

const partOfVersions = (options: Parameters<typeof esbuildSettings>[0]) =>
  new CompilerFlags(new SourceFiles(), esbuildSettings(options)).describeBuild()

test('names of members that esbuild chooses are part of every version', () => {
  const mangleProps = /^_/
  const held = { mangleProps, mangleCache: { _rate: 'a' } }
  expect(partOfVersions({})).toBe('')
  expect(partOfVersions(held)).toBe(partOfVersions(held))
  expect(partOfVersions(held)).not.toBe(partOfVersions({ mangleProps, mangleCache: { _rate: 'b' } }))
  // Without a cache, they are chosen anew in each build.
  expect(partOfVersions({ mangleProps })).not.toBe(partOfVersions({ mangleProps }))
})
