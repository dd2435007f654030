import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from '../harness/compare.mjs'
import { writeProject } from '../harness/project.mjs'
import { scratchFolder } from '../harness/scratch.mjs'

const child = fileURLToPath(new URL('../harness/build-child.mjs', import.meta.url))

export default {
  asks: 'What does the plugin add to a build, with 50 tagged functions among 2,000 modules and with none?',
  async measure({ builds, modules }) {
    const folder = scratchFolder('build')
    const tagged = writeProject(join(folder, 'tagged'), modules, true)
    const untagged = writeProject(join(folder, 'untagged'), modules, false)
    const compared = await compare(tasksOn(folder, tagged, untagged), { rounds: builds, slice: 1 })
    return {
      rows: compared.rows(),
      ratios: [
        added(compared, 'cold build', 'esbuild', 'esbuild build', 'esbuild, plugin, cold'),
        added(compared, 'build with the kept analysis', 'esbuild', 'esbuild build', 'esbuild, plugin, analysis kept'),
        added(compared, 'build with no tag at all', 'esbuild, no tag', 'esbuild build', 'esbuild, plugin, no tag'),
        added(compared, 'cold Vite build', 'Vite', 'Vite build', 'Vite, plugin, cold'),
        added(compared, 'Vite build with the kept analysis', 'Vite', 'Vite build', 'Vite, plugin, analysis kept'),
        added(compared, 'Vite build with no tag at all', 'Vite, no tag', 'Vite build', 'Vite, plugin, no tag'),
        compared.ratio(
          'rebuild after one edit, beyond no plugin, over the cold build beyond no plugin',
          (at) => at('esbuild rebuild, plugin') - at('esbuild rebuild'),
          (at) => at('esbuild, plugin, cold') - at('esbuild'),
        ),
      ],
      notes: [
        `${modules} modules, ${Math.floor(modules / 40)} tagged functions that reach ${Math.floor(modules / 40) * 7} modules.`,
        `Load of the machine at the end, over one minute: ${loadavg()[0].toFixed(1)}.`,
        'Processor time. Every build in a process of its own; loading the plugin counts, loading the bundler does not.',
      ],
    }
  },
}

function added(compared, what, bare, bareName, withPlugin) {
  const beyond = (at) => at(withPlugin) - at(bare)
  return compared.ratio(`${what}, beyond no plugin, over the ${bareName}`, beyond, bare)
}

function tasksOn(folder, tagged, untagged) {
  const run = (bundler, plugin, action, { main, helper }, kept = 'off') =>
    Number(
      execFileSync(process.execPath, ['--no-warnings', child, bundler, plugin, action, main, helper], {
        encoding: 'utf8',
        env: { ...process.env, CACHECACHE_ANALYSIS: kept },
      }),
    )
  // Each kind of build has a folder of its own for what is kept, so that none finds what another left or took away.
  const cold = (bundler) => {
    const kept = join(folder, `kept-${bundler}-cold`)
    rmSync(kept, { recursive: true, force: true })
    return run(bundler, 'plugin', 'build', tagged, kept)
  }
  // What is kept between processes is there from the second of these on, and the first does not count.
  const kept = (bundler) => run(bundler, 'plugin', 'build', tagged, join(folder, `kept-${bundler}`))
  const tasks = {
    esbuild: () => run('esbuild', 'none', 'build', tagged),
    'esbuild, plugin, cold': () => cold('esbuild'),
    'esbuild, plugin, analysis kept': () => kept('esbuild'),
    'esbuild rebuild': () => run('esbuild', 'none', 'edit', tagged),
    'esbuild rebuild, plugin': () => run('esbuild', 'plugin', 'edit', tagged),
    'esbuild, no tag': () => run('esbuild', 'none', 'build', untagged),
    'esbuild, plugin, no tag': () => run('esbuild', 'plugin', 'build', untagged),
    Vite: () => run('vite', 'none', 'build', tagged),
    'Vite, plugin, cold': () => cold('vite'),
    'Vite, plugin, analysis kept': () => kept('vite'),
    'Vite, no tag': () => run('vite', 'none', 'build', untagged),
    'Vite, plugin, no tag': () => run('vite', 'plugin', 'build', untagged),
  }
  return Object.fromEntries(Object.entries(tasks).map(([name, call]) => [name, { call, reports: true }]))
}
