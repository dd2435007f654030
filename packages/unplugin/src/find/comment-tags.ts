import type { Comment } from 'oxc-parser'
import type { SourceModule } from '../source/source-module.js'

/** An `@cache` at the start of a line in a JSDoc comment. */
export interface CommentTag {
  /** Offset of the `@`. */
  start: number
  /** Offset of the end of the comment. */
  end: number
  /** The rest of the comment after the tag, with `*` at line starts replaced by blanks so that offsets stay the same. */
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

/** Something that looks like a tag: in a comment that isn't JSDoc, or with a similar name. */
export interface LookAlike {
  /** Offset of the `@`. */
  start: number
  /** Offset of the end of the comment. */
  end: number
  /** As written: `// @cache`, `@cached`. */
  written: string
}

const NEARLY = /(?:^|[\r\n\u2028\u2029])[ \t]*(?:[*/]+[ \t]*)?(@cached?)(?![\w-])/gi
/** Matches if only options or a remark follow. Prose that begins with `@cache` isn't a tag. */
const NO_PROSE = /^[ \t]*(?:$|[\r\n\u2028\u2029{(:.,;–-])/

export function findLookAlikes(module: SourceModule): LookAlike[] {
  return module.comments.flatMap((comment) => {
    const jsDoc = isJsDoc(comment)
    const { value } = comment
    // A line comment after code refers to that code.
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

/** A tag in a comment's example code doesn't count. */
function blankFences(content: string): string {
  return content.replace(/```[\s\S]*?(?:```|$)/g, (fence) => fence.replaceAll('@', ' '))
}

export function isJsDoc(comment: Comment): boolean {
  return comment.type === 'Block' && comment.value.startsWith('*')
}
