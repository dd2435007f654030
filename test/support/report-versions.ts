import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runNode } from './run-node.js'
import type { Scratch } from './scratch.js'

const cli = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

/** The version of the tagged function `report` in `src/report.ts`, as `explain` tells it. */
export async function explainedVersion(project: Scratch): Promise<string> {
  const { stdout } = await runNode(project, [cli, 'explain', 'src/report.ts', '--json'])
  return (JSON.parse(stdout) as { version: string }[])[0]!.version
}

/** The same, in the bundle. */
export async function builtVersion(project: Scratch): Promise<string | undefined> {
  const names = await readdir(project.path('dist'))
  const text = await project.read(`dist/${names.find((name) => /^main\.[cm]js$/.test(name))}`)
  return /#report["'][\s\S]*?version:\s*["']([^"']+)/.exec(text)?.[1]
}
