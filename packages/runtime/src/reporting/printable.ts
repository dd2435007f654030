// Control characters, and those that change the text direction: a terminal interprets them, and the reader sees a different text.
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Makes external text safe to print on one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}

/**
 * Returns the name of a property in a path to a value, if it can occur in code. Other names, such as the keys of a Map, are user data,
 * which messages don't show.
 */
export function stepOf(name: string): string {
  return name.length <= 60 && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : '[…]'
}
