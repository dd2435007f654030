/** What a word adds to the complexity of a function, at the given depth of braces inside it. */
export function weightOf(word: string, depth: number): number {
  switch (word) {
    case 'if':
    case 'for':
    case 'while':
    case 'catch':
      return 1 + depth
    case 'case':
      return 1
    default:
      return 0
  }
}
