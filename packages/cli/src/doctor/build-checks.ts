import { readFileSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { findTags, readBuildRecords, type FoundTag, type LastBuild } from '@cachecache/unplugin/inspect'
import { findHosts, namesPlugin } from '../find-hosts.js'
import { countOf, formatAge } from '../print.js'
import { fine, note, problem, type Check } from './check.js'

const LISTED = 10

/** Checks whether the plugin has run, and whether it has processed the tagged files. */
export function checkBuilds(folder: string): Check[] {
  const builds = readBuildRecords(folder)
  const tags = findTags(folder)
  return [checkPlugin(folder, builds, tags), ...checkTags(folder, builds, tags)]
}

function checkPlugin(folder: string, builds: readonly LastBuild[], tags: readonly FoundTag[]): Check {
  if (builds.length > 0) {
    const rewrote = builds.filter(({ tagged }) => tagged.length > 0)
    return fine('plugin', `It has run: ${(rewrote.length > 0 ? rewrote : builds).slice(0, 4).map(describe).join('; ')}.`)
  }
  const named = findHosts(folder).find(({ config }) => config !== undefined && namesPlugin(readFileSync(config, 'utf8')))
  if (named) {
    const message = `${relative(folder, named.config!)} names it, but no build has run with it. Run \`${named.host.next}\`, then this again.`
    return note('plugin', message)
  }
  if (tags.length === 0) return note('plugin', 'No build has run with it, and nothing is tagged yet.')
  return problem(
    'plugin',
    `No build has run with it, so ${countOf(tags.length, 'tagged function is', 'tagged functions are')} not cached. \`npx @cachecache/cli init\` sets it up.`,
  )
}

const describe = ({ tool, environment, at, tagged }: LastBuild): string =>
  `${tool}${environment === undefined ? '' : ` (${environment})`} ${formatAge(at)}, ${countOf(tagged.length, 'file', 'files')} with tags`

function checkTags(folder: string, builds: readonly LastBuild[], tags: readonly FoundTag[]): Check[] {
  if (builds.length === 0) return []
  const met = new Set(builds.flatMap(({ root, tagged }) => tagged.map((name) => `${root}/${name}`)))
  const unmet = tags.filter(({ file }) => !met.has(file))
  const last = Math.max(...builds.map(({ at }) => at))
  const older = unmet.filter(({ file }) => statSync(file).mtimeMs <= last)
  const newer = unmet.filter((tag) => !older.includes(tag))
  const checks: Check[] = []
  if (older.length > 0)
    checks.push(
      problem(
        'tags',
        `No build or run on record rewrote ${list(folder, older)}. Build or run these files with the plugin, take them out of its \`exclude\`, or put it before the plugin that loads them.`,
      ),
    )
  if (newer.length > 0)
    checks.push(note('tags', `${list(folder, newer)} changed since the last build. Build, then run this again.`))
  if (unmet.length === 0)
    checks.push(
      fine('tags', `${countOf(tags.length, 'tagged function', 'tagged functions')}. Every file with a tag was rewritten.`),
    )
  return checks
}

function list(folder: string, tags: readonly FoundTag[]): string {
  const names = tags.slice(0, LISTED).map(({ file, line, name }) => `\`${name}\` (${relative(folder, file)}:${line})`)
  return names.join(', ') + (tags.length > LISTED ? ` and ${tags.length - LISTED} more` : '')
}
