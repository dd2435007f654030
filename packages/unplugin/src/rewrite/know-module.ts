import type { SourceMap } from 'magic-string'
import type { ModuleCode } from '../identity/identify-code.js'
import type { SourceModule } from '../source/source-module.js'
import type { RewriteContext } from './context.js'
import { Edits } from './edits.js'
import { inputsOf, isTyped, knowCode, startKnownCode, writeKnownCode } from './know-code.js'
import { noLinks, writeLinks } from './link-functions.js'
import { isCommonJs, registersReaders, writeFilesImport, writeHead, writeImport } from './module-head.js'
import { chooseNames } from './names.js'
import { ConstantKeys } from '../summary/values/constant-keys.js'
import { visitInsideOut, writeImports } from './rewrite-module.js'

/** Registers the functions and classes of a module without tags. Returns no source map if no token moved. */
export function knowModule(
  module: SourceModule,
  code: ModuleCode,
  runtime: string,
): { code: string; map: SourceMap | undefined } {
  const edits = new Edits(module.text)
  const context: RewriteContext = {
    module,
    edits,
    names: chooseNames(module.text),
    typed: isTyped(module),
    constants: new ConstantKeys(module.scopes, code.constants),
    forBrowsers: false,
    removed: new Set(),
  }
  const links = noLinks()
  const known = startKnownCode(context, code, links, [])
  visitInsideOut(module.ast, (node) => {
    writeLinks(context, node, links)
    knowCode(context, node, links, known)
  })
  const commonJs = isCommonJs(module)
  writeKnownCode(context, code, known, !commonJs)
  const files = registersReaders(code)
  if (commonJs) writeHead(context, runtime, [], files)
  // Last in the module, so that the evaluation order doesn't change.
  const imports = commonJs ? '' : (files ? writeFilesImport() : '') + writeImport(context, runtime)
  edits.atEnd(`\n${imports}${writeImports(module, inputsOf(code))}`)
  return { code: edits.toString(), map: edits.keepsPlaces ? undefined : edits.map(module.file) }
}
