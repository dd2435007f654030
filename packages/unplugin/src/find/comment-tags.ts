import type { Comment } from 'oxc-parser'
import type { SourceModule } from '../source/source-module.js'

/** An `@cache` that begins a line of a JSDoc comment. */
export interface CommentTag {
  /** Offset of the `@`. */
  start: number
  /** Where the comment ends. */
  end: number
  /** The rest of the comment after the tag, as long as in the source, with the `*` at the line starts blanked. */
  rest: string
  restStart: number
}

const TAG = /(?:^|[\r\n\u2028\u2029])[ \t]*(?:\*+[ \t]*)?(@cache)(?![\w-])/g

export function findCommentTags(module: SourceModule): CommentTag[] {
  return module.comments.filter(isJsDoc).flatMap((comment) => {
    const content = module.text.slice(comment.start + 3, comment.end - 2)
    return [...blankFences(content).matchAll(TAG)].map((match) => {
      const at = match.index + match[0].length - '@cache'.length
      const rest = content
        .slice(at + '@cache'.length)
        .replace(/([\r\n\u2028\u2029][ \t]*)(\*+)/g, (_, space: string, stars: string) => space + ' '.repeat(stars.length))
      const start = comment.start + 3 + at
      return { start, end: comment.end, rest, restStart: start + '@cache'.length }
    })
  })
}

/** What a reader takes for a tag: in a comment that is no JSDoc, or under a name that is nearly the tag's. */
export interface LookAlike {
  /** Offset of the `@`. */
  start: number
  /** Where the comment ends. */
  end: number
  /** As it stands there: `// @cache`, `@cached`. */
  written: string
}

const NEARLY = /(?:^|[\r\n\u2028\u2029])[ \t]*(?:[*/]+[ \t]*)?(@cached?)(?![\w-])/gi
/** Where nothing but options or a remark follows: prose that begins with `@cache` is none. */
const NO_PROSE = /^[ \t]*(?:$|[\r\n\u2028\u2029{(:.,;–-])/

export function findLookAlikes(module: SourceModule): LookAlike[] {
  return module.comments.flatMap((comment) => {
    const jsDoc = isJsDoc(comment)
    const { value } = comment
    // A line comment behind code is about that code.
    if (comment.type === 'Line' && !beginsLine(module.text, comment.start)) return []
    const content = jsDoc ? blankFences(value) : value
    const match = [...content.matchAll(NEARLY)].find(({ 0: whole, 1: name, index }) =>
      jsDoc ? name !== '@cache' : NO_PROSE.test(content.slice(index + whole.length)),
    )
    if (!match) return []
    const start = comment.start + 2 + match.index + match[0].length - match[1]!.length
    const written = jsDoc ? match[1]! : comment.type === 'Line' ? `// ${match[1]!}` : `/* ${match[1]!} */`
    return [{ start, end: comment.end, written }]
  })
}

function beginsLine(text: string, offset: number): boolean {
  let at = offset - 1
  while (text[at] === ' ' || text[at] === '\t') at--
  return at < 0 || /[\r\n\u2028\u2029]/.test(text[at]!)
}

/** A tag in the example code of a comment is none. */
function blankFences(content: string): string {
  return content.replace(/```[\s\S]*?(?:```|$)/g, (fence) => fence.replaceAll('@', ' '))
}

export function isJsDoc(comment: Comment): boolean {
  return comment.type === 'Block' && comment.value.startsWith('*')
}
