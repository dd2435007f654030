import { channel } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import cachecache from '@cachecache/unplugin/esbuild'
import { build } from 'esbuild'
import { benchRoot } from './scratch.mjs'

/** Builds `subjects/<name>.ts` as a user would, and imports what came out. */
export async function importSubject(name, folder) {
  return import(pathToFileURL(await buildSubject(name, folder)).href)
}

/** @returns the file */
export async function buildSubject(name, folder) {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(benchRoot, 'subjects', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    plugins: [cachecache({ root: benchRoot })],
  })
  return outfile
}

/** Makes the calls and fails unless the cache answered every one as told: a benchmark of the wrong thing is worse than none. */
export async function expectStatus(status, calls) {
  const seen = []
  const listen = (event) => seen.push(event.status)
  const calls$ = channel('cachecache:call')
  calls$.subscribe(listen)
  try {
    for (const call of calls) await call()
  } finally {
    calls$.unsubscribe(listen)
  }
  if (seen.length !== calls.length || seen.some((one) => one !== status)) {
    throw new Error(
      `Expected ${calls.length} calls to be "${status}", the runtime reported: ${[...new Set(seen)].join(', ') || 'nothing'} (${seen.length}).`,
    )
  }
}
