// Installs each example by itself, from packed tarballs and outside of the repository, and goes through what a user does:
// build, run twice, edit a helper, take the edit back, move what was built. `node examples/hosts/run.mjs [--only name] [--node 24] [--table file] [--json file]`
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkHost } from './driver/check-host.mjs'
import { installNodes } from './driver/nodes.mjs'
import { packPackages } from './driver/install.mjs'
import { jsonReport, page, table } from './driver/report.mjs'
import { hosts } from './hosts.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    node: { type: 'string', multiple: true },
    table: { type: 'string' },
    json: { type: 'string' },
    keep: { type: 'boolean' },
  },
})

const scratch = await realpath(await mkdtemp(join(tmpdir(), 'cachecache-hosts-')))
const chosen = hosts.filter(({ name }) => !values.only || values.only.includes(name))
if (chosen.length === 0) throw new Error(`No such host. Known: ${hosts.map(({ name }) => name).join(', ')}`)
const byHost = new Map()
try {
  const [packages, nodes] = await Promise.all([packPackages(scratch), installNodes(scratch, values.node)])
  const queue = [...chosen]
  const work = async () => {
    for (let host = queue.shift(); host; host = queue.shift())
      byHost.set(host, await checkHost(host, { scratch, packages, nodes }))
  }
  // Two at a time: installs wait for the network, builds for a processor.
  await Promise.all([work(), work()])
} finally {
  if (values.keep) console.log(`Kept: ${scratch}`)
  else await rm(scratch, { recursive: true, force: true })
}

const results = chosen.flatMap((host) => byHost.get(host) ?? [])
for (const { host, failures } of results) for (const failure of failures) console.error(`\n== ${host.title}: ${failure}`)
console.log(`\n${table(results)}`)
if (values.table) await writeFile(values.table, page(results))
if (values.json) await writeFile(values.json, jsonReport(results))
process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0
