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

const TAG = /(?:^|[\r\n\u2028\u2029])[ \t]*\**[ \t]*(@cache)(?![\w-])/g

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

/** A tag in the example code of a comment is none. */
function blankFences(content: string): string {
  return content.replace(/```[\s\S]*?(?:```|$)/g, (fence) => fence.replaceAll('@', ' '))
}

export function isJsDoc(comment: Comment): boolean {
  return comment.type === 'Block' && comment.value.startsWith('*')
}
