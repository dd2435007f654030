import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { installExample, quiet } from './install.mjs'
import { run, serve } from './process.mjs'

/** One example, through all its steps, on each version of Node that its host runs on. @returns a result for each variant */
export async function checkHost(given, { scratch, packages, nodes }) {
  const folder = join(scratch, given.name)
  const started = Date.now()
  const refusal = await installExample(given.name, folder, packages)
  const results = []
  for (const variant of given.variants ?? [{}]) {
    const host = { ...given, ...variant }
    const result = { host, cells: [], failures: refusal === undefined ? [] : [`it cannot be installed:\n${refusal}`] }
    results.push(result)
    for (const [version, node] of refusal === undefined ? nodes : []) {
      if (!host.nodes.includes(Number(version))) continue
      const steps = new Steps(host, { folder, node, version, scratch })
      const failure = await steps.all().then(
        () => undefined,
        (error) => `on Node ${version}: ${error.message}`,
      )
      result.cells.push({ version, ...steps.cells })
      if (failure) result.failures.push(failure)
    }
    console.log(
      `${result.failures.length > 0 ? 'FAILED' : 'fine'}  ${host.title}, ${Math.round((Date.now() - started) / 1000)} s`,
    )
  }
  // Next's alone is 350 MB.
  await rm(folder, { recursive: true, force: true })
  return results
}

/** What npm brings as a package for one system. */
const PROGRAMS = {
  BUN: `@oven/bun-${process.platform}-${process.arch}/bin/bun`,
  DENO: `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}/deno`,
}

export class Steps {
  cells = {}

  constructor(host, { folder, node, version, scratch }) {
    this.host = host
    this.folder = folder
    /** Where what is installed lies. */
    this.home = folder
    this.scratch = scratch
    this.version = version
    this.store = join(scratch, `${host.title.replaceAll(/\W+/g, '-')}-store-${version}`)
    // Whatever the tools start is that Node, too.
    this.env = {
      ...quiet(process.env),
      ...host.env,
      PATH: [join(folder, 'node_modules', '.bin'), dirname(node), process.env.PATH].join(delimiter),
      CACHECACHE_PATH: this.store,
    }
  }

  async all() {
    const { host } = this
    await mkdir(this.store, { recursive: true })
    if (host.refused) return this.refused()
    const [file, from, to] = host.edit
    await this.build()
    const first = await this.look('the first run', { ran: true })
    await this.look('the second run', { ran: false, result: first })
    this.cells.hit = true
    if (host.moved) {
      await this.moved(first)
      this.cells.moved = true
    }
    await this.replace(file, from, to)
    try {
      await this.build()
      const other = await this.look('the run behind an edit of a helper', { ran: true })
      if (other === first) throw new Error(`the edit of ${file} went unseen: the result is still ${first}`)
    } finally {
      await this.replace(file, to, from)
    }
    this.cells.edit = true
    if (host.short) return
    await this.build()
    await this.look('the run with the edit taken back', { ran: false, result: first })
  }

  /** What a host cannot do must be said, not be silent. */
  async refused() {
    const { command, says } = this.host.refused
    const { code, output } = await this.start(command)
    if (code === 0) throw new Error(`it was not refused:\n${output}`)
    if (!says.test(output)) throw new Error(`it does not say why:\n${output}`)
    this.cells.refused = true
  }

  async build() {
    for (const command of this.host.build ?? []) {
      const { code, output } = await this.start(command)
      if (code !== 0) throw new Error(`\`${command}\` failed with ${code}:\n${output}`)
    }
  }

  /** One run, in processes of its own. */
  async look(title, expected, { cwd = this.folder, command = this.host.run, env = {} } = {}) {
    const { serve: served, page } = this.host
    const { code, output } = await this.start(command, { cwd, env, page: served ? (page ?? '/') : undefined })
    const ran = /\bran report\b/.test(output)
    const result = /\bresult (\d+)/.exec(output)?.[1]
    const problem =
      code !== 0 || result === undefined
        ? `failed with ${code}`
        : ran !== expected.ran
          ? ran
            ? 'computed what is stored'
            : 'gave an old result'
          : expected.result !== undefined && result !== expected.result
            ? `gave ${result} instead of ${expected.result}`
            : undefined
    if (problem) throw new Error(`${title} ${problem}:\n${output}`)
    return result
  }

  async moved(result) {
    const { paths, run: command, into = '' } = this.host.moved
    const place = join(this.scratch, `${this.host.name}-moved-${this.version}`)
    await rm(place, { recursive: true, force: true })
    for (const [from, to] of paths)
      await cp(join(this.folder, from), join(place, to), { recursive: true, verbatimSymlinks: true })
    // Nothing of the project is left in reach.
    const away = `${this.folder}-away`
    await rename(this.folder, away)
    this.home = away
    try {
      await this.look('the moved build', { ran: false, result }, { cwd: join(place, into), command })
      const fresh = { CACHECACHE_PATH: join(place, 'fresh-store') }
      await mkdir(fresh.CACHECACHE_PATH, { recursive: true })
      await this.look(
        'the moved build with an empty store',
        { ran: true, result },
        { cwd: join(place, into), command, env: fresh },
      )
      await this.look('its second run', { ran: false, result }, { cwd: join(place, into), command, env: fresh })
    } finally {
      await rename(away, this.folder)
      this.home = this.folder
    }
  }

  start(line, { cwd = this.folder, env = {}, page } = {}) {
    const own = { ...this.env, ...env }
    const [command, ...args] = line
      .split(' ')
      .map((word) =>
        PROGRAMS[word] ? join(this.home, 'node_modules', PROGRAMS[word]) : word.replace('STORE', own.CACHECACHE_PATH),
      )
    const options = { cwd, env: own, limit: this.host.limit ?? 120 }
    return page === undefined ? run(command, args, options) : serve(command, args, { ...options, page })
  }

  async replace(file, from, to) {
    const path = join(this.folder, file)
    const text = await readFile(path, 'utf8')
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
    await writeFile(path, text.replace(from, to))
  }
}
