import { printable } from '../printable.js'

/**
 * How a place is named to people, in every message: a path as it is, a URL without what may be a user, a password or a token.
 * URLs are written by hand, and a password may hold `/`, `?` and `@`: where it cannot be told what is one, less is shown.
 */
export function namePlace(location: string | URL): string {
  const text = String(location)
  const { scheme, slashes, rest } = splitUrl(text)
  if (scheme === undefined || scheme === 'memory') return printable(text)
  if (scheme === 'file') return printable(text.replace(/^file:\/\/[^/]*@/i, 'file://'))
  const at = rest.lastIndexOf('@')
  const query = rest.search(/[?#]/)
  const isUnclear = query >= 0 && query < at
  return `${scheme}:${slashes}${isUnclear ? '…' : printable(rest.slice(at + 1).replace(/[?#].*$/s, ''))}`
}

/** A message of a server's driver, without what it may repeat of the URL. */
export function withoutSecrets(message: string, url: string): string {
  let text = message.replaceAll(url, namePlace(url))
  for (const secret of secretsOf(url)) text = text.replaceAll(secret, '***')
  return printable(text)
}

function splitUrl(text: string): { scheme?: string; slashes: string; rest: string } {
  const [, scheme, slashes = '', rest = ''] = /^([a-z][a-z\d+.-]+):(\/\/)?(.*)$/is.exec(text) ?? []
  return { ...(scheme !== undefined && { scheme: scheme.toLowerCase() }), slashes, rest }
}

/** The longest first: one may be a part of another. */
function secretsOf(url: string): string[] {
  const { rest } = splitUrl(url)
  const credentials = rest.slice(0, Math.max(0, rest.lastIndexOf('@')))
  const [user = '', ...password] = credentials.split(':')
  const query = /[?#](.*)$/s.exec(rest)?.[1] ?? ''
  const whole = [credentials, password.join(':'), ...(password.length === 0 ? [user] : [])]
  const parts = [...password, ...query.split(/[&#]/).map((pair) => pair.slice(pair.indexOf('=') + 1))].flatMap((text) => [
    text,
    ...text.split(/[/@?#:]/),
  ])
  const secrets = [...whole, ...parts].flatMap((text) => [text, decode(text)])
  // Shorter ones would blot out parts of ordinary words.
  return [...new Set(secrets)].filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
