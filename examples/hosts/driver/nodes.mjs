import { join } from 'node:path'
import { run } from './process.mjs'

/** Versions of Node by their first number: the one that runs this, and the others, which npm brings. */
export async function installNodes(scratch, wanted = ['20', '24', '26']) {
  const own = process.versions.node.split('.')[0]
  const nodes = new Map()
  for (const version of wanted) {
    if (version === own) {
      nodes.set(version, process.execPath)
      continue
    }
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
    const prefix = join(scratch, `node-${version}`)
    const { code, output } = await run('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', `${name}@${version}`], {
      limit: 180,
    })
    if (code !== 0) throw new Error(`Node ${version} cannot be installed:\n${output}`)
    nodes.set(version, join(prefix, 'node_modules', name, 'bin', 'node'))
  }
  return nodes
}
