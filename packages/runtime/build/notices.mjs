import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Names the packages that are bundled, with their licences in full, as these ask for. */
export async function writeNotices(file, inputs) {
  const folders = new Set(inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]))
  folders.delete(undefined)
  const notices = await Promise.all([...folders].sort().map(noticeOf))
  await writeFile(file, ['@cachecache/runtime holds code of these packages.\n', ...notices].join('\n'))
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each))
  if (file === undefined) throw new Error(`${name} is bundled and has no licence file.`)
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`
}
