import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { typescript } from './typed-project.js'
import type { Scratch } from '../../support/scratch.js'

export interface EditorSession {
  open(file: string): Promise<void>
  /** Replaces text in an open file, unsaved. */
  type(file: string, from: string, to: string): Promise<void>
  /** Asks about the place of the mark `|` in a text that the file holds without it. */
  // oxlint-disable-next-line typescript/no-explicit-any
  at(command: string, file: string, marked: string, more?: object): Promise<any>
  // oxlint-disable-next-line typescript/no-explicit-any
  ask(command: string, args: object): Promise<any>
  path(file: string): string
}

/** A real tsserver of TypeScript 6 over a project, spoken to as an editor does. */
export function openTsserver(project: Scratch): EditorSession {
  const server = spawn(
    process.execPath,
    [join(typescript(6), 'lib/tsserver.js'), '--allowLocalPluginLoads', '--disableAutomaticTypingAcquisition'],
    {
      cwd: project.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void server.kill())
  const waiting = new Map<number, { resolve(body: unknown): void; reject(error: Error): void }>()
  const texts = new Map<string, string>()
  let output = ''
  let sequence = 0
  server.stdout.on('data', (chunk) => {
    output += chunk
    const lines = output.split('\n')
    output = lines.pop()!
    for (const line of lines) {
      if (!line.startsWith('{')) continue
      const message = JSON.parse(line)
      const asked = message.type === 'response' ? waiting.get(message.request_seq) : undefined
      waiting.delete(message.request_seq)
      if (message.success) asked?.resolve(message.body)
      else asked?.reject(new Error(message.message))
    }
  })
  const send = (command: string, args: object) =>
    server.stdin.write(`${JSON.stringify({ seq: ++sequence, type: 'request', command, arguments: args })}\n`)
  const ask = (command: string, args: object) =>
    new Promise((resolve, reject) => {
      waiting.set(sequence + 1, { resolve, reject })
      send(command, args)
    })
  return {
    path: (file) => project.path(file),
    ask,
    async open(file) {
      const text = await readFile(project.path(file), 'utf8')
      texts.set(file, text)
      send('open', { file: project.path(file), fileContent: text, projectRootPath: project.folder })
    },
    async type(file, from, to) {
      const text = texts.get(file)!
      const start = offsetOf(text, from)
      const begin = position(text, start)
      const end = position(text, start + from.length)
      send('change', {
        file: project.path(file),
        line: begin.line,
        offset: begin.offset,
        endLine: end.line,
        endOffset: end.offset,
        insertString: to,
      })
      texts.set(file, text.replace(from, to))
    },
    at(command, file, marked, more = {}) {
      const text = texts.get(file)!
      const start = offsetOf(text, marked.replace('|', ''))
      return ask(command, { file: project.path(file), ...position(text, start + marked.indexOf('|')), ...more })
    },
  }
}

function offsetOf(text: string, part: string): number {
  const at = text.indexOf(part)
  if (at < 0) throw new Error(`The file does not hold ${JSON.stringify(part)}`)
  return at
}

function position(text: string, offset: number): { line: number; offset: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, offset: before.at(-1)!.length + 1 }
}
