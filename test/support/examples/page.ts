import { readFile } from 'node:fs/promises'

/** A fenced block of a Markdown page: its language, the words and `name=value` pairs after it, and its text. */
export interface Block {
  language: string
  file?: string
  words: string[]
  text: string
  line: number
}

export async function readBlocks(page: URL): Promise<Block[]> {
  const markdown = await readFile(page, 'utf8')
  return [...markdown.matchAll(/^( *)```(\w+)([^\n]*)\n([^]*?)\n\1```$/gm)].map((match) => {
    const [, indent = '', language = '', info = '', body = ''] = match
    const file = /\bfile=(\S+)/.exec(info)?.[1]
    return {
      language,
      ...(file !== undefined && { file }),
      words: info.trim().split(/\s+/),
      text: `${body.replaceAll(new RegExp(`^${indent}`, 'gm'), '')}\n`,
      line: markdown.slice(0, match.index).split('\n').length,
    }
  })
}

/** The pages whose files a page builds on: `<!-- files: guide/start.md -->`. */
export async function readUsedPages(page: URL): Promise<string[]> {
  return [...(await readFile(page, 'utf8')).matchAll(/^<!-- files: (\S+) -->$/gm)].map(([, name = '']) => name)
}
