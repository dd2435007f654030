import { printable } from '../reporting/printable.js'

/**
 * Formats a location for messages: a path unchanged, a URL without anything that may be a user name, a password or a token. URLs are
 * written by hand, and a password may contain `/`, `?` and `@`. If the parts can't be told apart, less is shown.
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

/** Returns a driver's message without the secrets of the URL that it may repeat. */
export function withoutSecrets(message: string, url: string): string {
  let text = message.replaceAll(url, namePlace(url))
  for (const secret of secretsOf(url)) text = text.replaceAll(secret, '***')
  return printable(text)
}

function splitUrl(text: string): { scheme?: string; slashes: string; rest: string } {
  const [, scheme, slashes = '', rest = ''] = /^([a-z][a-z\d+.-]+):(\/\/)?(.*)$/is.exec(text) ?? []
  return { ...(scheme !== undefined && { scheme: scheme.toLowerCase() }), slashes, rest }
}

/** The longest first, because one may contain another. */
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
  // Replacing shorter ones would remove parts of ordinary words.
  return [...new Set(secrets)].filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
