import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Channel, Context, Platform, StreamingDigest } from './platform.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    text += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | ((b ?? 0) >> 4))
    if (b !== undefined) text += alphabet.charAt(((b & 15) << 2) | ((c ?? 0) >> 6))
    if (c !== undefined) text += alphabet.charAt(c & 63)
  }
  return text
}

function startSha256(): StreamingDigest {
  const hash = sha256.create()
  return {
    update: (part) => void hash.update(typeof part === 'string' ? utf8ToBytes(part) : part),
    digest: () => base64url(hash.digest()),
  }
}

/** Browsers have no AsyncLocalStorage: a value is set until the body returns, not across its awaits. */
function createContext<T>(): Context<T> {
  let current: T | undefined
  return {
    get: () => current,
    run: (value, body) => {
      const before = current
      current = value
      try {
        return body()
      } finally {
        current = before
      }
    },
    enter: () => {},
    disable: () => {},
  }
}

const silent: Channel = { hasSubscribers: false, publish: () => {} }
const environment = (): Record<string, string | undefined> =>
  (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {}

export const platform: Platform = {
  name: 'browser',
  env: (name) => environment()[name],
  workingDirectory: () => '/',
  homeDirectory: () => '/',
  isFolder: () => false,
  packageOf: (file) => {
    if (file === undefined || !URL.canParse(file)) return undefined
    const { host, origin, pathname } = new URL(file)
    return { name: host, root: origin, path: pathname.replace(/^\/+/, '') }
  },
  joinPath: (folder, below) => `${folder.replace(/\/+$/, '')}/${below}`,
  sha256: (text) => base64url(sha256(utf8ToBytes(text))),
  startSha256,
  latin1: (bytes) => {
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return text
  },
  // A browser can't distinguish a proxy from its target.
  isProxy: () => false,
  isPromise: (value) => Object.prototype.toString.call(value) === '[object Promise]',
  hasOnlyElements: () => false,
  createContext,
  addRenderings: () => {},
  onTurnEnd: (callback) => void setTimeout(callback),
  openChannel: () => silent,
  emitWarning: (message, code) => console.warn(`(${code}) CacheWarning: ${message}`),
  onExit: () => {},
  writeDebug: (line) => console.debug(line),
  now: () => performance.now(),
}
