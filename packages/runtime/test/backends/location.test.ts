import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { resolveLocation } from '../../src/backends/location.js'

const posix = {
  path: path.posix,
  home: () => '/home/ada',
  workingDirectory: '/code',
  fileUrlToPath: (url: string) => fileURLToPath(url, { windows: false }),
}
const windows = {
  path: path.win32,
  home: () => 'C:\\Users\\ada',
  workingDirectory: 'C:\\code',
  fileUrlToPath: (url: string) => fileURLToPath(url, { windows: true }),
}

const folder = (at: string, join: (...parts: string[]) => string) => ({
  kind: 'sqlite',
  folder: at,
  file: join(at, 'cachecache.sqlite'),
})

test.each([
  [undefined, folder('/home/ada/.cachecache', path.posix.join)],
  ['dir', folder('/code/dir', path.posix.join)],
  ['./dir/', folder('/code/dir', path.posix.join)],
  ['../up', folder('/up', path.posix.join)],
  ['/abs/dir', folder('/abs/dir', path.posix.join)],
  ['~', folder('/home/ada', path.posix.join)],
  ['~/dir', folder('/home/ada/dir', path.posix.join)],
  ['~ada', folder('/code/~ada', path.posix.join)],
  ['file:///abs/with%20space', folder('/abs/with space', path.posix.join)],
  [new URL('file:///abs/dir'), folder('/abs/dir', path.posix.join)],
  ['a.sqlite', { kind: 'sqlite', file: '/code/a.sqlite' }],
  ['~/A.DB', { kind: 'sqlite', file: '/home/ada/A.DB' }],
  ['file:///x/a.db', { kind: 'sqlite', file: '/x/a.db' }],
  ['memory:', { kind: 'memory', name: '' }],
  ['memory:name', { kind: 'memory', name: 'name' }],
  ['redis://h:1/0', { kind: 'url', scheme: 'redis', url: 'redis://h:1/0' }],
  ['MONGODB+SRV://h', { kind: 'url', scheme: 'mongodb+srv', url: 'MONGODB+SRV://h' }],
  ['s3:bucket', { kind: 'url', scheme: 's3', url: 's3:bucket' }],
])('%s', (location, expected) => {
  expect(resolveLocation(location, posix)).toEqual(expected)
})

test.each([
  [undefined, folder('C:\\Users\\ada\\.cachecache', path.win32.join)],
  ['C:\\caches', folder('C:\\caches', path.win32.join)],
  ['d:/caches', folder('d:\\caches', path.win32.join)],
  ['dir\\sub', folder('C:\\code\\dir\\sub', path.win32.join)],
  ['~\\dir', folder('C:\\Users\\ada\\dir', path.win32.join)],
  ['~/dir', folder('C:\\Users\\ada\\dir', path.win32.join)],
  ['\\\\server\\share\\dir', folder('\\\\server\\share\\dir', path.win32.join)],
  ['file:///C:/caches/x', folder('C:\\caches\\x', path.win32.join)],
  ['C:\\x\\a.sqlite', { kind: 'sqlite', file: 'C:\\x\\a.sqlite' }],
  ['redis://h', { kind: 'url', scheme: 'redis', url: 'redis://h' }],
])('on Windows: %s', (location, expected) => {
  expect(resolveLocation(location, windows)).toEqual(expected)
})

test.each(['', 'a\0b', 'file://host/cache', 'file:///a%2Fb'])('%o is not a cache path', (location) => {
  expect(() => resolveLocation(location, posix)).toThrow(expect.objectContaining({ code: 'no-such-path' }))
})

test('a path from home without a home', () => {
  expect(() => resolveLocation('~/x', { ...posix, home: () => '' })).toThrow(/Set CACHECACHE_PATH or HOME/)
})
