/** The URL without user, password and query, for messages. */
export function redactUrl(url: string): string {
  return url.replace(/^([a-z][a-z\d+.-]*:\/\/)[^@/]*@/i, '$1').replace(/[?#].*$/s, '')
}

/** A message of a server's driver without what it may repeat of the URL. */
export function redactMessage(message: string, url: string): string {
  let text = message.replaceAll(url, redactUrl(url))
  for (const secret of secretsOf(url)) text = text.replaceAll(secret, '***')
  return text
}

function secretsOf(url: string): string[] {
  const authority = /^[a-z][a-z\d+.-]*:\/\/([^/]*)@/i.exec(url)?.[1] ?? ''
  const [, password = ''] = /:(.*)$/s.exec(authority) ?? []
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  const values = [...new URLSearchParams(query).values()]
  // Shorter ones would blot out parts of ordinary words.
  return [password, decode(password), ...values].filter((secret) => secret.length > 3)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
