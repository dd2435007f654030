import type { Rendering } from './built-ins.js'
import { functionText, getOwnPropertyNames, getOwnPropertySymbols, getter } from './intrinsics.js'
import type { Renderer } from './renderer.js'

// Headers, requests and forms, as Node has them. Node loads their classes on first access, so nothing here may name a class before a key has
// met an instance. Pages don't get this code: there, such values make a call run uncached.

type Method = (this: unknown, ...args: unknown[]) => unknown

/** How Node's own classes and functions read. A package's replacement may have other state. */
const OF_HOST =
  /\[native code\]|\b(?:webidl|validateEncoder|encodeUtf8String|internal\/deps\/undici|ERR_MISSING_ARGS|kEmptyObject|kHandle|kType)\b/
export const isOfHost = (fn: Function): boolean => OF_HOST.test(functionText(fn))

const onlyOnce = { advice: 'Pass what it contains, such as a text or bytes.' }
const refusing = (reason: string): Rendering => {
  return (renderer) => renderer.fail(reason, onlyOnce)
}

const renderings: Record<string, (prototype: object) => Rendering> = {
  Headers: headersRendering,
  FormData: formRendering,
  Request: requestRendering,
  TextEncoder: (prototype) => {
    return (renderer, value) =>
      renderAs(renderer, 'TextEncoder', value, [getter(prototype, 'encoding')(value)], new TextEncoder())
  },
  Response: () => refusing('is a Response, which can be read only once'),
  ReadableStream: () => refusing('is a stream, which can be read only once'),
  Blob: () => refusing('is a Blob, which cannot be read synchronously'),
  File: () => refusing('is a File, which cannot be read synchronously'),
}

/** Returns how instances of a global class of Node are rendered. */
export function webRendering(name: string, cls: Function): Rendering | undefined {
  return Object.hasOwn(renderings, name) && isOfHost(cls) ? renderings[name]!(cls.prototype as object) : undefined
}

/** @param sample a new instance: Node keeps state behind symbols, which other parts of the text show */
function renderAs(renderer: Renderer, name: string, value: object, content: unknown[], sample: object): void {
  renderer.text += `l${name}:${content.length}(`
  for (const part of content) renderer.child({ words: ` (a part of the ${name})` }, part)
  const names = getOwnPropertyNames(value)
  const ofHost = new Set(getOwnPropertySymbols(sample))
  const symbols = getOwnPropertySymbols(value).filter((symbol) => !ofHost.has(symbol))
  if (names.length === 0 && symbols.length === 0) return
  renderer.text += '+{'
  renderer.properties(value, names)
  renderer.symbols(value, false, symbols)
  renderer.text += '}'
}

function headersRendering(prototype: object): Rendering {
  const { forEach, has, delete: remove } = prototype as Record<string, Method>
  const sample = new Headers()
  return (renderer, value) => {
    const content: unknown[] = []
    Reflect.apply(forEach!, value, [(text: unknown, name: unknown) => content.push(name, text)])
    // Headers that can't be changed say so when something is removed, even if it isn't there.
    const absent = 'cachecache-absent'
    let isFixed = false
    try {
      if (Reflect.apply(has!, value, [absent]) !== true) Reflect.apply(remove!, value, [absent])
    } catch {
      isFixed = true
    }
    renderAs(renderer, 'Headers', value, [isFixed, ...content], sample)
  }
}

function formRendering(prototype: object): Rendering {
  const { forEach } = prototype as Record<string, Method>
  const sample = new FormData()
  return (renderer, value) => {
    const content: unknown[] = []
    Reflect.apply(forEach!, value, [(entry: unknown, name: unknown) => content.push(name, entry)])
    renderAs(renderer, 'FormData', value, content, sample)
  }
}

const ofRequests = [
  'method', 'url', 'headers', 'destination', 'referrer', 'referrerPolicy', 'mode', 'credentials', 'cache', 'redirect', 'integrity', 'keepalive',
  'isReloadNavigation', 'isHistoryNavigation', 'duplex', 'bodyUsed',
] // prettier-ignore

function requestRendering(prototype: object): Rendering {
  const [readBody, readSignal, ...reads] = ['body', 'signal', ...ofRequests].map((name) => getter(prototype, name))
  const sample = new Request('http://localhost', { signal: new AbortController().signal })
  return (renderer, value) => {
    if (readBody!(value) !== null) renderer.fail('is a Request with a body, which can be read only once', onlyOnce)
    const signal = readSignal!(value)
    renderAs(renderer, 'Request', value, [signal, ...reads.map((read) => read(value))], sample)
  }
}
