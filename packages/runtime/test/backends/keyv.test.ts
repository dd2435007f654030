import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { openBackend, registerBackend } from '../../src/backends/open.js'
import { namePlace, withoutSecrets } from '../../src/backends/place-name.js'
import { OptionError } from '../../src/reporting/errors.js'
import { entry, report, valueOf } from './contract.js'

const KEY = `${report.prefix}/a`

test.each([
  ['redis://user:secret@host:1/0?password=hidden#x', 'redis://host:1/0'],
  ['redis://:p%40ss@host', 'redis://host'],
  ['postgres://host/db', 'postgres://host/db'],
  ['s3:bucket?token=abcdef', 's3:bucket'],
  ['redis://us:hunter/2secret@h', 'redis://h'],
  ['redis:us:pw@h:1', 'redis:h:1'],
  ['memcached:us:pw@h', 'memcached:h'],
  ['redis://us:p@ss@h/1', 'redis://h/1'],
  ['redis://us:p?ss@h', 'redis://…'],
  ['redis://us:p#ss@h', 'redis://…'],
  ['redis://h?password=se@cret', 'redis://…'],
  ['REDISS://token@h', 'rediss://h'],
  ['file://us:pw@h/cache', 'file://h/cache'],
  ['redis://h/\u001b[2J', 'redis://h/\\u001b[2J'],
  ['/data/a@b/c?d', '/data/a@b/c?d'],
])('credentials of %s are not shown', (url, shown) => {
  expect(namePlace(url)).toBe(shown)
})

test('nor what a driver repeats of them', () => {
  const url = 'mysql://ada:s3cret%21@host/db?token=abcdef'
  const message = withoutSecrets(`connect ${url} as ada with s3cret! or s3cret%21, token abcdef`, url)
  expect(message).toBe('connect mysql://host/db as ada with *** or ***, token ***')
})

test.each([
  ['redis://us:hunter/2secret@h', 'Invalid URL: port hunter/2secret, or 2secret, or hunter', ['hunter', '2secret']],
  ['memcached:us:swordfish@h', 'getaddrinfo ENOTFOUND us:swordfish@h', ['swordfish']],
  ['redis://us:one@two2@h', 'WRONGPASS one@two2, getaddrinfo two2@h', ['one@', 'two2']],
  ['redis://tokentoken@h', 'refused for tokentoken', ['tokentoken']],
  ['redis://h?password=se%40cret', 'refused for se@cret and \u001b[2J', ['se@cret', 'se%40cret', '\u001b']],
])('what a driver says of %s has no secret in it', (url, said, secrets) => {
  const message = withoutSecrets(`${said} (${url})`, url)
  for (const secret of secrets) expect(message).not.toContain(secret)
})

test('a failing store throws, names the place and hides the password', async () => {
  registerBackend('broken:', () => ({
    get: async () => {
      throw new Error('refused for pa55word')
    },
    set: async () => {
      throw new Error('refused')
    },
    delete: async () => {
      throw new Error('refused')
    },
    clear: async () => {},
    has: async () => {
      throw new Error('refused')
    },
  }))
  const store = openBackend('broken://ada:pa55word@host/x')
  expect(store.location).toBe('broken://host/x')
  for (const attempt of [
    () => store.read(KEY),
    () => store.write(entry(report, 'a', 1)),
    () => store.delete(KEY),
    () => store.has(KEY),
  ]) {
    await expect(attempt()).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringMatching(/^The store broken:\/\/host\/x failed: refused/),
    })
  }
  await expect(store.read(KEY)).rejects.toThrow(/^((?!pa55word).)*$/s)
})

test('what a driver reports before it throws names the cause', async () => {
  const store = Object.assign(new EventEmitter(), {
    get: async () => {
      store.emit('error', new Error('the certificate has expired.'))
      throw new Error('not connected')
    },
    set: async () => {},
    delete: async () => true,
    clear: async () => {},
  })
  registerBackend('talkative:', () => store)
  const backend = openBackend('talkative://host')
  for (let i = 0; i < 12; i++) {
    await expect(backend.read(KEY)).rejects.toThrow(/failed: the certificate has expired\. Calls/)
  }
})

test('a factory that fails is tried again', async () => {
  let attempts = 0
  registerBackend('late:', () => {
    if (attempts++ === 0) throw new Error('not yet')
    return new Map()
  })
  const store = openBackend('late:')
  await expect(store.read(KEY)).rejects.toThrow(/not yet/)
  await store.write(entry(report, 'a', 1))
  expect(valueOf(await store.read(KEY))).toBe(1)
})

test('a lifetime reaches the store', async () => {
  const set = vi.fn(async () => true)
  registerBackend('ttl:', () => ({
    get: async () => undefined,
    set,
    delete: async () => true,
    clear: async () => {},
    has: async () => false,
  }))
  await openBackend('ttl:').write(entry(report, 'a', 1, Date.now() + 60_000))
  const [, , lifetime] = set.mock.calls.at(-1) as unknown as [string, string, number]
  expect(lifetime).toBeGreaterThan(59_000)
  expect(lifetime).toBeLessThanOrEqual(60_000)
})

test('keys carry our name and format number', async () => {
  const map = new Map()
  registerBackend('seen:', () => map)
  await openBackend('seen:').write(entry(report, 'a', 1))
  expect([...map.keys()]).toEqual([`cachecache:2::entry:${KEY}`])
})

test('names with spaces and percent signs are listed and cleared as they are', async () => {
  registerBackend('named:', () => new Map())
  const store = openBackend('named:')
  const odd = { id: 'app/my %20 file.ts#a b', version: 'v 1%', prefix: 'BBBBBBBBBBBBBBBB' }
  for (const of of [odd, report]) await store.write(entry(of, 'a', 1))
  expect((await store.list()).map((usage) => [usage.function, usage.version])).toContainEqual([odd.id, odd.version])
  expect((await store.remove({ function: odd.id })).removed).toBe(1)
  expect((await store.list()).map((usage) => usage.function)).toEqual([report.id])
})

test("other programs' keys are neither listed nor cleared", async () => {
  const map = new Map<string, unknown>([['theirs', 1]])
  registerBackend('shared:', () => map)
  const store = openBackend('shared:')
  await store.write(entry(report, 'a', 1))
  expect((await store.remove({})).removed).toBe(1)
  expect(map.get('theirs')).toBe(1)
})

test('a store that cannot list says so instead of showing nothing', async () => {
  registerBackend('blind:', () => ({
    get: async () => undefined,
    set: async () => true,
    delete: async () => true,
    clear: async () => {},
    has: async () => false,
  }))
  await expect(openBackend('blind:').list()).rejects.toMatchObject({ code: 'not-listable' })
})

test('a store that does not answer costs a bounded wait', async () => {
  vi.useFakeTimers()
  try {
    registerBackend('mute:', () => ({
      get: () => new Promise(() => {}),
      set: async () => true,
      delete: async () => true,
      clear: async () => {},
      has: async () => false,
    }))
    const outcome = expect(openBackend('mute:').read(KEY)).rejects.toMatchObject({ code: 'store-timed-out' })
    await vi.advanceTimersByTimeAsync(5_000)
    await outcome
  } finally {
    vi.useRealTimers()
  }
})

test('one store for one URL', () => {
  const made = vi.fn(() => new Map())
  registerBackend('once:', made)
  expect(openBackend('once://a')).toBe(openBackend('once://a'))
  expect(openBackend('once://a')).not.toBe(openBackend('once://b'))
})

test.each([
  ['x:', () => new Map()],
  ['file:', () => new Map()],
  ['memory:', () => new Map()],
  ['no scheme', () => new Map()],
  ['s3:', 'no function'],
])('registerBackend(%o, %o) is refused', (scheme, factory) => {
  expect(() => registerBackend(scheme, factory as never)).toThrow(OptionError)
})
