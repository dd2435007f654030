// Adds to the lock files the platform packages (`@oxc-parser/binding-win32-x64-msvc`) that npm left out because the
// registry it wrote them with did not have them. Without them `npm ci` refuses the files on every machine.
// Run after `npm install`: node .ci/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'

const systems = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
  windows: 'win32',
}
const processors = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
  64: 'x64',
}
const libraries = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

for (const name of ['package-lock.json', 'docs/package-lock.json']) completeLock(name, new URL(`../${name}`, import.meta.url))

function completeLock(title, file) {
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const added = []
  for (const [place, { optionalDependencies = {}, license }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) || isLocked(lock, place, name, version)) continue
      // `binding-linux-x64-gnu`: system, processor and C library.
      const words = name.split(/[/-]/)
      const [os, cpu, libc] = [systems, processors, libraries].map((known) => words.map((word) => known[word]).find(Boolean))
      if (!os || !cpu) continue
      const beside = `${place.slice(0, place.lastIndexOf('node_modules/'))}node_modules/${name}`
      const entry = { version, cpu: [cpu], ...(libc && os === 'linux' && { libc: [libc] }), license, optional: true, os: [os] }
      lock.packages[beside] = entry
      added.push(`${name}@${version}`)
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${title}: ${added.length > 0 ? `added ${added.length}: ${added.join(' ')}` : 'nothing to add'}`)
}

/** Whether the copy that the package at `place` finds has that version. */
function isLocked(lock, place, name, version) {
  const folders = [`${place}/`, ...[...place.matchAll(/node_modules\//g)].map(({ index }) => place.slice(0, index)).reverse(), '']
  const found = folders.map((folder) => lock.packages[`${folder}node_modules/${name}`]).find(Boolean)
  return found?.version === version
}
