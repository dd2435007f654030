import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { QuietUnits } from '../../src/identity/quiet-units.js'
import { transform, createProject } from '../../src/transform.js'
import { withProject, writeProject, type Files } from './edited-project.js'

/** Helpers in a circle, with what counts by more than its code beside them. */
const FILES: Files = {
  'one.ts':
    "import { two } from './two.js'\nexport class Box { constructor(readonly n: number) {} }\nexport const one = (n: number): number => (n > 9 ? two(n) : new Box(n).n)",
  'two.ts':
    "import { one } from './one.js'\nimport { three } from './three.js'\nexport const two = (n: number): number => one(n - 1) + three(n)",
  'three.ts': 'const rates = { a: 1 }\nexport const three = (n: number) => rates.a * n',
  'env.ts': "import { one } from './one.js'\nexport const env = (n: number) => one(n) + Number(process.env.RATE)",
  'state.ts': 'export let rate = 1\nexport const setRate = (n: number) => { rate = n }',
  'uses.ts': "import { rate } from './state.js'\nexport const uses = () => rate",
  'fs.ts': "import { readFileSync } from 'node:fs'\nexport const text = () => readFileSync('a', 'utf8')",
  'stamp.ts': 'export const stamp = (n: number) => ({ at: new Date(n) })\nexport const shown = (n: number) => n.toLocaleString()',
  'report.ts': "import { shown, stamp } from './stamp.js'\nexport const report = (n: number) => shown(n) + stamp(n)",
  'clock.ts': 'export const now = () => Date.now()',
  'early.ts':
    "import { f } from './a.js'\nimport './early2.js'\nconst hidden = 'b'\nexport const rate = 3\nexport const early = (n: number) => rate * n + hidden.length\nvoid f(1)",
  'early2.ts': "import { early } from './early.js'\nexport const later = (n: number) => early(n)",
  'acts.ts': "import { Box } from './one.js'\nObject.assign(Box.prototype, { v: 1 })\nexport const acts = (n: number) => n",
}
const CALLS = [
  'one(x)',
  'two(x)',
  'env(x)',
  'uses()',
  'text()',
  'now()',
  'acts(x)',
  'acts(one(x))',
  'one(x) + env(x) + uses()',
  'report(x)',
  'later(x) + one(x)',
  'report(x) + env(x)',
]
const IMPORTS = Object.entries({
  one: 'one, Box',
  two: 'two',
  env: 'env',
  uses: 'uses',
  fs: 'text',
  clock: 'now',
  acts: 'acts',
  early2: 'later',
  report: 'report',
})
  .map(([file, names]) => `import { ${names} } from './${file}.js'`)
  .join('\n')
const entry = (call: string) => `${IMPORTS}\nvoid Box\n/** @cache */\nexport function f(x: number) { return ${call} }`

const inProject = (root: string, call: string, project = createProject({ root })) => {
  const { code, functions, watchFiles } = transform(entry(call), path.join(root, 'a.ts'), { root, project })!
  return { code, functions, watchFiles: watchFiles.toSorted() }
}

it('a walk that ends where only code counts finds what one through everything finds, in whatever order it is asked', () => {
  withProject({ ...FILES, 'a.ts': entry('x') }, (root) => {
    const regionOf = vi.spyOn(QuietUnits.prototype, 'regionOf').mockReturnValue(undefined)
    const alone = CALLS.map((call) => inProject(root, call))
    regionOf.mockRestore()
    expect(alone[0]!.code).toMatch(/\[Box,"/)
    expect(alone[CALLS.indexOf('later(x) + one(x)')]!.code).toMatch(/constants\(\)\{return \[.*===void 0/)
    for (const order of [CALLS, CALLS.toReversed()]) {
      const project = createProject({ root })
      for (const call of order) expect(inProject(root, call, project)).toEqual(alone[CALLS.indexOf(call)])
    }
  })
})

it('what comes to count by more than its code is seen in the next round', () => {
  withProject(FILES, (root) => {
    const project = createProject({ root })
    const before = inProject(root, 'two(x)', project)
    expect(before.code).not.toContain('RATE')
    writeProject(root, { 'three.ts': 'export const three = (n: number) => n * Number(process.env.RATE)' })
    expect(inProject(root, 'two(x)', project).code).toContain('RATE')
    writeProject(root, { 'three.ts': FILES['three.ts']! })
    expect(inProject(root, 'two(x)', project)).toEqual(before)
  })
})
