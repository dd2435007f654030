import { hash } from 'node:crypto'
import type { FileNames } from '../file-names.js'
import { SPECIFIER, specifiersIn } from './specifiers-in-text.js'
import type { Surroundings } from './surroundings.js'

const CODE = /\.[cm]?[jt]sx?$/
const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/

/** A place or a text, as 8 characters: a program loads far fewer modules than these can tell apart. */
const short = (content: string | Uint8Array): string => hash('sha256', content, 'base64url').slice(0, 8)

type Around = Pick<Surroundings, 'files' | 'resolver'>

const digests = new WeakMap<Uint8Array, { digest: string; generation: number }>()
const places = new Map<string, string>()

function placeOf(file: string): string {
  let place = places.get(file)
  if (place === undefined) places.set(file, (place = short(file)))
  return place
}

/** Stands for a file's text and for where its imports lead now. */
function digestOf(file: string, content: Uint8Array, { resolver }: Around): string {
  const text = Buffer.from(content).toString('utf8')
  const targets = specifiersIn(text, SPECIFIER).map((specifier) => {
    const target = resolver.lookUp(file, specifier)
    return target.kind === 'code' || target.kind === 'asset' ? target.file : target.kind
  })
  return short(JSON.stringify([text, targets]))
}

function knownDigest(file: string, content: Uint8Array, around: Around): string {
  const { generation } = around.files
  const known = digests.get(content)
  if (known?.generation === generation) return known.digest
  const digest = CODE.test(file) ? digestOf(file, content, around) : short(content)
  digests.set(content, { digest, generation })
  return digest
}

/** A file that a version was made of, and its text. */
export interface LoadedText {
  place: string
  text: string
  /** Of a package, whose modules don't tell their text. */
  package?: string
}

/** The modules and packages that a version was made of. Files in other languages don't tell their text. */
export function textsOf(watched: FileNames, own: string, around: Around): LoadedText[] {
  const texts: LoadedText[] = []
  for (const file of watched) {
    const name = PACKAGE.exec(file)?.[1]
    if (file === own || (name === undefined && (!CODE.test(file) || file.includes('/node_modules/')))) continue
    const content = around.files.read(file)
    if (!content) continue
    texts.push({ place: placeOf(file), text: knownDigest(file, content, around), ...(name && { package: name }) })
  }
  return texts
}

/**
 * Makes a module tell which text it was built from: a host that runs for long loads the modules of one program at different times.
 * Added at the end, so that no position moves.
 * @param content of the file; another plugin may have changed the module before
 * @param name for messages
 */
export function tellText(code: string, file: string, content: Uint8Array, name: string, around: Around): string {
  const symbol = `Symbol.for("cachecache.text.${placeOf(file)}")`
  return `${code}\n;Reflect.set(globalThis,${symbol},${JSON.stringify(`${digestOf(file, content, around)} ${name}`)});`
}
