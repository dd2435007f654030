import path from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../../src/identity/project.js'
import type { AliasRule } from '../../src/surroundings/build-settings.js'
import { withProject, type Files } from './edited-project.js'
import { identify } from './identity-of.js'

const FILES: Files = {
  'a.ts': `import { rate } from '@rates/rate'\n/** @cache */\nexport function f(n) { return rate() * n }`,
  'rates/rate.ts': `import { base } from './base'\nexport const rate = () => base`,
  'rates/base.ts': 'export const base = 2',
}

const dependenciesWith = (rule: (root: string) => AliasRule): string[] =>
  withProject(FILES, (root) =>
    identify(createProject({ root, settings: { alias: [rule(root)] } }), path.join(root, 'a.ts')).dependencies.map(
      ({ kind, name }) => `${kind} ${name}`,
    ),
  )

test.each<[string, (root: string) => AliasRule]>([
  ['a name', (root) => ({ find: '@rates', to: [`${root}/rates`] })],
  ['a pattern', (root) => ({ find: '^@rates/', flags: '', to: [`${root}/rates/`] })],
  ['a pattern with a group', (root) => ({ find: '^@rates/(.*)$', flags: '', to: [`${root}/rates/$1`] })],
  ['a second target', (root) => ({ find: '^@rates/', flags: '', to: [`${root}/none/`, `${root}/rates/`] })],
  ['a relative target', () => ({ find: '^@rates/', flags: '', to: ['./rates/'] })],
])('what an alias leads to is followed: %s', (_, rule) => {
  expect(dependenciesWith(rule)).toEqual(['code rates/rate.ts#rate', 'code rates/base.ts#base'])
})

test('a query of an aliased import still asks for the file itself', () => {
  expect(dependenciesWith((root) => ({ find: '^@rates/(.*)$', flags: '', to: [`${root}/rates/$1?raw`] }))).toContain(
    'file rates/rate.ts',
  )
})
