import { readFile } from 'node:fs/promises'

/** A fenced block of the README: its language, what the fence says of it, and its text. */
export interface Block {
  language: string
  file?: string
  run?: string
  install: boolean
  text: string
}

/** ` ```js file=src/main.js ` is a file of the scratch project, ` ```sh run=vite ` are commands in it. */
export async function readBlocks(readme: URL): Promise<Block[]> {
  const text = await readFile(readme, 'utf8')
  return [...text.matchAll(/^( *)```(\w+)([^\n]*)\n([^]*?)\n\1```$/gm)].map(
    ([, indent = '', language = '', info = '', body = '']) => {
      const named = Object.fromEntries([...info.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
      return {
        language,
        ...named,
        install: /\binstall\b/.test(info),
        text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), '') + '\n',
      }
    },
  )
}
