import { resolve } from 'node:path'
import type { BuildSettings, LastBuild } from '@cachecache/unplugin/inspect'

/** What versions depend on besides the code: given on the command line, or from the last build. */
export interface Settings {
  root: string
  alias: Record<string, string>
  settings: BuildSettings
}

/** Returns the settings of the last build that processed the file, or else of the project's last build. */
export async function settingsOf(file: string, folder: string, alias: Record<string, string>): Promise<Settings> {
  const builds = await buildsOf(folder)
  return settingsAfter(builds.find((build) => met(build, file)) ?? builds[0], folder, alias)
}

/** Returns the distinct settings of all known builds, and those without a build. A version is current if any of them produces it. */
export async function allSettings(folder: string, alias: Record<string, string>): Promise<Settings[]> {
  const all = [...(await buildsOf(folder)), undefined].map((build) => settingsAfter(build, folder, alias))
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
}

// Loaded on demand, so that commands that only inspect a store don't load the plugin.
const buildsOf = async (folder: string): Promise<LastBuild[]> =>
  (await import('@cachecache/unplugin/inspect')).readBuildRecords(folder)

const met = ({ root, tagged }: LastBuild, file: string): boolean =>
  tagged.some((name) => `${root}/${name}` === file.replaceAll('\\', '/'))

function settingsAfter(build: LastBuild | undefined, folder: string, alias: Record<string, string>): Settings {
  // A relative target is resolved from the folder in which the command was run.
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
