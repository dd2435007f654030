import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from '../harness/compare.mjs'
import { writeSharedProject } from '../harness/project.mjs'
import { scratchFolder } from '../harness/scratch.mjs'

const child = fileURLToPath(new URL('../harness/build-child.mjs', import.meta.url))

export default {
  asks: 'What does the plugin add to a build where many tagged functions share what they reach?',
  async measure({ builds, shared: { functions, modules } }) {
    const folder = scratchFolder('build-shared')
    const many = writeSharedProject(join(folder, 'many'), functions, modules)
    const few = writeSharedProject(join(folder, 'few'), Math.floor(functions / 6), modules)
    const run = (plugin, { main, helper }) => {
      const kept = join(folder, 'kept')
      rmSync(kept, { recursive: true, force: true })
      const args = ['--no-warnings', child, 'esbuild', plugin, 'build', main, helper]
      return Number(
        execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, CACHECACHE_ANALYSIS: kept } }),
      )
    }
    const tasks = {
      esbuild: { call: () => run('none', many), reports: true },
      'esbuild, plugin, many functions': { call: () => run('plugin', many), reports: true },
      'esbuild, plugin, a sixth of them': { call: () => run('plugin', few), reports: true },
    }
    const compared = await compare(tasks, { rounds: builds, slice: 1 })
    return {
      rows: compared.rows(),
      ratios: [
        compared.ratio(
          'cold build of many functions that share modules, beyond no plugin, over the esbuild build',
          (at) => at('esbuild, plugin, many functions') - at('esbuild'),
          'esbuild',
        ),
        compared.ratio(
          'many functions that share modules over a sixth of them',
          'esbuild, plugin, many functions',
          'esbuild, plugin, a sixth of them',
        ),
      ],
      notes: [
        `${functions} tagged functions that share ${modules} modules.`,
        'Processor time. Every build in a process of its own; loading the plugin counts, loading the bundler does not.',
      ],
    }
  },
}
