import path from 'node:path'
import { checkWithApi } from './check-with-api.js'
import { openNativeChecker } from './check-native.js'
import { loadCompilerApi, loadNativeApi } from '../compiler.js'
import { uniqueFindings, type Finding } from './finding.js'
import { describeUnexpressed, type Unexpressed } from '../overlay/option-insertions.js'
import { importedNames } from '../overlay/imported-names.js'
import { createOverlays } from '../overlay/overlays.js'
import { jsonOf, printFindings, printSummary } from './print-findings.js'
import { findProject, projectsInOrder } from '../projects.js'
import { watchSources } from '../watch-sources.js'
import { watchStatus } from './watch-status.js'

export interface CheckOptions {
  /** A tsconfig file or its folder. @default the closest tsconfig.json upwards of `cwd` */
  project?: string | undefined
  /** @default process.cwd() */
  cwd?: string | undefined
  /** Colours and frames. @default whether stdout is a terminal */
  pretty?: boolean | undefined
  /** Prints an array of `{ code, severity, message, file, line, column }` instead. @default false */
  json?: boolean | undefined
  /** Writes `.d.ts` files in which tagged functions declare their options. @default false */
  declaration?: boolean | undefined
  /** The folder for declarations. @default the project's own setting */
  outDir?: string | undefined
  /** @default writes to stdout */
  write?: ((text: string) => void) | undefined
  /** Reports what `tsc` would not: functions whose options the check can't determine. @default writes to stderr */
  note?: ((text: string) => void) | undefined
}

/** Type-checks a project and the projects that it references, with the call-site options. */
export async function check(options: CheckOptions = {}): Promise<number> {
  const checker = await openChecker(options)
  try {
    return report(await checker.find(), checker, resolve(options))
  } finally {
    checker.close()
  }
}

/** Checks again whenever a source changes. */
export async function watchCheck(options: CheckOptions = {}, signal?: AbortSignal): Promise<void> {
  const checker = await openChecker(options)
  const resolved = resolve(options)
  const status = watchStatus(resolved)
  const run = async () => status.done(report(await checker.find(), checker, { ...resolved, summary: false }))
  status.start()
  try {
    await watchSources(path.dirname(checker.config), signal, {
      first: run,
      async changed(regrouped) {
        checker.refresh(regrouped)
        status.change()
        await run()
      },
    })
  } finally {
    checker.close()
  }
}

interface Checker {
  config: string
  /** The version whose output layout is used. */
  version: 6 | 7
  find(): Promise<Finding[]>
  unexpressed(): Unexpressed[]
  refresh(regrouped: boolean): void
  close(): void
}

async function openChecker({ project, cwd = process.cwd(), declaration, outDir }: CheckOptions): Promise<Checker> {
  const config = findProject(cwd, project)
  const folder = path.dirname(config)
  const names = importedNames(folder)
  const overlays = createOverlays(names)
  // Version 7.0 reads overlays but can't write declarations through its API.
  const native = declaration ? undefined : await loadNativeApi(folder)
  const unexpressed = () => [...overlays.all()].flatMap(([, overlay]) => overlay.unexpressed)
  const inEach = async (find: (config: string) => Finding[] | Promise<Finding[]>) => {
    const findings: Finding[] = []
    for (const each of projectsInOrder(config)) findings.push(...(await find(each)))
    // Reports a file that belongs to two projects only once.
    return uniqueFindings(findings)
  }
  if (native) {
    const checker = openNativeChecker(native, folder, overlays)
    const refresh = (regrouped: boolean) => {
      names.forget()
      checker.refresh(regrouped)
    }
    return { config, version: 7, find: () => inEach(checker.check), unexpressed, refresh, close: checker.close }
  }
  const api = await loadCompilerApi(folder)
  const emit = declaration ? { outDir: outDir === undefined ? undefined : path.resolve(cwd, outDir) } : undefined
  return {
    config,
    version: 6,
    find: () => inEach((each) => checkWithApi(api, each, overlays, each === config ? emit : undefined)),
    unexpressed,
    refresh: names.forget,
    close() {},
  }
}

export interface Report {
  cwd: string
  pretty: boolean
  json: boolean
  /** Whether to write declarations. Their consumers know only what the declarations contain. */
  declaration: boolean
  summary?: boolean
  write(text: string): void
  note(text: string): void
}

function resolve({ cwd = process.cwd(), pretty, json = false, declaration = false, write, note }: CheckOptions): Report {
  return {
    cwd,
    pretty: pretty ?? isPretty(),
    json,
    declaration,
    write: write ?? ((text) => process.stdout.write(text)),
    note: note ?? ((text) => process.stderr.write(text)),
  }
}

/** Follows the rules of `tsc`. */
function isPretty(): boolean {
  if (process.env['NO_COLOR']) return false
  return Boolean(process.env['FORCE_COLOR']) || process.stdout.isTTY === true
}

/** Errors for arguments that match no signature. An option causes one of these if the function seems to have no options. */
const MISFITS = new Set([2345, 2353, 2554, 2555, 2561, 2575, 2769])

function report(findings: readonly Finding[], checker: Checker, settings: Report): number {
  const { cwd, pretty, json, declaration, write, note, summary = true } = settings
  const layout = { cwd, pretty, version: checker.version }
  write(json ? jsonOf(findings) : printFindings(findings, layout))
  if (pretty && summary && !json) write(printSummary(findings, layout))
  if (declaration || findings.some(({ code }) => MISFITS.has(code))) {
    for (const item of checker.unexpressed()) note(`note: left without options: ${describeUnexpressed(item, cwd)}\n`)
  }
  return findings.filter((finding) => finding.category === 'error').length
}
