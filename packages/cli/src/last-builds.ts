import { resolve } from 'node:path'
import type { BuildSettings, LastBuild } from '@cachecache/unplugin/inspect'

/** What versions depend on beside the code: given by hand, or as the last build had it. */
export interface Settings {
  root: string
  alias: Record<string, string>
  settings: BuildSettings
}

/** As the last build that met the file had them; where none did, as the last one of the project. */
export async function settingsOf(file: string, folder: string, alias: Record<string, string>): Promise<Settings> {
  const builds = await buildsOf(folder)
  return given(builds.find((build) => met(build, file)) ?? builds[0], folder, alias)
}

/** The different ones of all builds that are known, and those of none: a version counts that any of them would give. */
export async function allSettings(folder: string, alias: Record<string, string>): Promise<Settings[]> {
  const all = [...(await buildsOf(folder)), undefined].map((build) => given(build, folder, alias))
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
}

// Loaded by who asks: a command that only looks into a store does without the plugin.
const buildsOf = async (folder: string): Promise<LastBuild[]> =>
  (await import('@cachecache/unplugin/inspect')).readBuildRecords(folder)

const met = ({ root, tagged }: LastBuild, file: string): boolean =>
  tagged.some((name) => `${root}/${name}` === file.replaceAll('\\', '/'))

function given(build: LastBuild | undefined, folder: string, alias: Record<string, string>): Settings {
  // A relative place is meant from where the command is called.
  const here = Object.entries(alias).map(([name, target]) => [
    name,
    /^\.{1,2}(?:\/|$)/.test(target) ? resolve(folder, target) : target,
  ])
  return {
    root: build?.root ?? folder,
    alias: { ...build?.alias, ...Object.fromEntries(here) },
    settings: build?.settings ?? {},
  }
}
