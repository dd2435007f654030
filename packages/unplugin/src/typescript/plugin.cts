import volar = require('@volar/typescript/lib/quickstart/createLanguageServicePlugin')
import type { CodeInformation, LanguagePlugin, VirtualCode } from '@volar/language-core'
import type * as ts from 'typescript'
import hovers = require('./hover.js')
import names = require('./overlay/imported-names.js')
import overlays = require('./overlay/overlay.js')

/** A source as the editor's checker sees it. Every source is one, since Volar does not ask again for a file that was none. */
interface SourceCode extends VirtualCode {
  overlay: overlays.Overlay | undefined
  file: string
}

const EVERYTHING: CodeInformation = {
  verification: true,
  completion: true,
  semantic: true,
  navigation: true,
  structure: true,
  format: true,
}

function sourceCode(file: string, snapshot: ts.IScriptSnapshot, options: overlays.OverlayOptions): SourceCode {
  const original = snapshot.getText(0, snapshot.getLength())
  const overlay = overlays.overlayOf(file, original, options)
  const text = overlay?.text ?? original
  const starts = [0, ...(overlay?.insertions ?? []).map((insertion) => insertion.at)]
  const ends = [...starts.slice(1), original.length]
  let added = 0
  const moved = starts.map((start, i) => start + (added += i === 0 ? 0 : overlay!.insertions[i - 1]!.text.length))
  return {
    id: 'root',
    languageId: 'typescript',
    file,
    overlay,
    snapshot: { getText: (from, to) => text.slice(from, to), getLength: () => text.length, getChangeRange: () => undefined },
    mappings: [
      { sourceOffsets: starts, generatedOffsets: moved, lengths: starts.map((start, i) => ends[i]! - start), data: EVERYTHING },
    ],
    embeddedCodes: [],
  }
}

function languagePlugin(api: typeof ts, root: string): LanguagePlugin<string, SourceCode> {
  const { isCacher, findType } = names.importedNames(root)
  return {
    getLanguageId: (file) => (overlays.isOverlaid(file) ? 'typescript' : undefined),
    createVirtualCode: (file, languageId, snapshot) =>
      languageId === 'typescript' ? sourceCode(file, snapshot, { isCacher, findType }) : undefined,
    updateVirtualCode: (file, code, snapshot) => sourceCode(file, snapshot, { isCacher, findType, previous: code.overlay }),
    typescript: {
      extraFileExtensions: [],
      getServiceScript(code: SourceCode) {
        if (!code.overlay || code.overlay.insertions.length === 0) return undefined
        const extension = /\.[cm]?[jt]sx?$/.exec(code.file)![0]
        return { code, extension, scriptKind: scriptKindOf(api, extension) }
      },
    },
  } as LanguagePlugin<string, SourceCode>
}

function scriptKindOf(api: typeof ts, extension: string): ts.ScriptKind {
  if (extension.endsWith('x')) return extension === '.tsx' ? api.ScriptKind.TSX : api.ScriptKind.JSX
  return extension.endsWith('ts') ? api.ScriptKind.TS : api.ScriptKind.JS
}

/** Speaks of the source as a person reads it. Volar leaves the outline and the folding of a mapped file to another server; there is none, so a plain parse answers. */
function speakPlainly(api: typeof ts, info: ts.server.PluginCreateInfo, service: ts.LanguageService): ts.LanguageService {
  const plain = (file: string): ts.LanguageService | undefined => {
    const script = info.project.getScriptInfo(file)
    if (!script) return undefined
    const host: ts.LanguageServiceHost = {
      getCompilationSettings: () => ({}),
      getScriptFileNames: () => [file],
      getScriptVersion: () => script.getLatestVersion(),
      getScriptSnapshot: () => script.getSnapshot(),
      getCurrentDirectory: () => '',
      getDefaultLibFileName: () => '',
      readFile: () => undefined,
      fileExists: () => false,
    }
    return api.createLanguageService(host, undefined, api.LanguageServiceMode.Syntactic)
  }
  return new Proxy(service, {
    get(target, name: keyof ts.LanguageService) {
      if (name === 'getNavigationTree' || name === 'getOutliningSpans') {
        return (file: string) => (plain(file) ?? target)[name](file)
      }
      if (name === 'getQuickInfoAtPosition') {
        return (...args: Parameters<ts.LanguageService['getQuickInfoAtPosition']>) => hovers.describeHover(target[name](...args))
      }
      return target[name]
    },
  })
}

const volarPlugin = volar.createLanguageServicePlugin((api, info) => ({
  languagePlugins: [languagePlugin(api, info.project.getCurrentDirectory())],
}))

/**
 * For TypeScript 6 editors: `"plugins": [{ "name": "@cachecache/unplugin/typescript" }]` in the tsconfig. Diagnostics,
 * completion, hover, signatures, definitions and renames know the call-site options and speak of the source as it is.
 */
const plugin: ts.server.PluginModuleFactory = (modules) => {
  const base = volarPlugin(modules)
  return { ...base, create: (info) => speakPlainly(modules.typescript, info, base.create(info)) }
}

export = plugin
