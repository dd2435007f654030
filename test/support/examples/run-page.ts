import { expect } from 'vitest'
import { readBlocks, readUsedPages } from './page.js'
import type { ScratchFolder } from './scratch-install.js'

/**
 * Follows a page from top to bottom, as a reader does: writes the blocks with `file=`, runs the `sh run` blocks line by line,
 * and compares what they printed with a following `text output` block, and their tagged calls with a `text calls` block.
 */
export async function runPage(page: URL, docs: URL, folder: ScratchFolder): Promise<void> {
  for (const name of await readUsedPages(page)) await writeFirstFiles(new URL(name, docs), folder)
  let printed = ''
  let calls: string[] = []
  for (const { language, file, words, text, line } of await readBlocks(page)) {
    const place = `${page.pathname.split('/').at(-1)}:${line}`
    if (file !== undefined) await folder.write(file, text)
    else if (language === 'sh' && words[0] === 'run') {
      printed = ''
      calls = []
      for (const command of text.trim().split('\n')) {
        const ended = await folder.shell(command)
        printed += ended.stdout
        calls.push(...ended.calls)
      }
    } else if (language === 'text' && words[0] === 'output') expect(printed, place).toBe(text)
    else if (language === 'text' && words[0] === 'calls') expect(calls, place).toEqual(text.trim().split('\n'))
  }
}

/** The files of another page as they are before its edits. */
async function writeFirstFiles(page: URL, folder: ScratchFolder): Promise<void> {
  const files = new Map<string, string>()
  for (const { file, text } of await readBlocks(page)) if (file !== undefined && !files.has(file)) files.set(file, text)
  for (const [file, text] of files) await folder.write(file, text)
}
