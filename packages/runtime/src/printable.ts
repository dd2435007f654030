// Controls, and what turns the direction of writing: a terminal acts on them, and a reader sees something else than what is there.
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** A text that came from elsewhere, for a line of output. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}

/** The name of a property on the way to a value, where code could have it: other names, as the keys of a Map, are data, and data is not told. */
export function stepOf(name: string): string {
  return name.length <= 60 && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : '[…]'
}
