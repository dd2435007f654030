// Prepares a release: applies the changesets, builds, and packs the published packages into `release/`. It publishes nothing: it prints
// the commands that do.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
const read = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' }).trim()

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const packages = ['runtime', 'unplugin', 'cli']

if (read('git', 'status', '--porcelain') !== '') fail('The working tree has changes. Commit them first.')
if (readdirSync('.changeset').filter((name) => name.endsWith('.md')).length === 0)
  fail('There is no changeset. Run: npm run changeset')

run('npx', ...scripts.changeset.split(' ').slice(1), 'version')
run('npm', 'install', '--package-lock-only', '--no-audit', '--no-fund')
run('node', '.ci/complete-lock.mjs')
run('npm', 'run', 'build')
rmSync('release', { recursive: true, force: true })
mkdirSync('release')
for (const name of packages) run('npm', 'pack', '--pack-destination', 'release', '--workspace', `packages/${name}`)

const { version } = JSON.parse(readFileSync('packages/runtime/package.json', 'utf8'))
console.log(`
Prepared ${version}. Look at the changes, then:

  git commit -am "chore: release ${version}" && git tag v${version} && git push --follow-tags
${readdirSync('release')
  .map((file) => `  npm publish release/${file} --access public --provenance`)
  .join('\n')}`)

function fail(message) {
  console.error(message)
  process.exit(1)
}
