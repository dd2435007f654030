import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type * as ts from 'typescript'
import type { CompilerApi } from './compiler.js'
import { mapToOriginal } from './declaration-map.js'
import { findInStages, mapFindings, sortFindings, type Finding, type Span } from './finding.js'
import type { Overlays } from './overlays.js'

/** Where the libraries of a compiler lie that has none on disk. */
const BUNDLED_LIBRARIES = '/__cachecache_lib__'

export interface Emission {
  /** Where the declarations go; without it, where the project says. */
  outDir?: string | undefined
}

/** What TypeScript 6 finds in a project whose tagged functions declare their options; with `emit`, their declarations are written. */
export async function checkWithApi(api: CompilerApi, config: string, overlays: Overlays, emit?: Emission): Promise<Finding[]> {
  const { program, declares, unreadable } = await openProgram(
    api,
    config,
    overlays,
    emit ? emitOptions(emit, path.dirname(config)) : { noEmit: true },
  )
  if (!program) return unreadable.map((item) => findingOf(api, item))
  const mapped = (diagnostics: readonly ts.Diagnostic[]) =>
    mapFindings(
      diagnostics.map((item) => findingOf(api, item)),
      overlays.of,
    )
  const findings = findInStages({
    config: () => mapped(program.getConfigFileParsingDiagnostics()),
    syntax: () => mapped(program.getSyntacticDiagnostics()),
    program: () => mapped([...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()]),
    types: () => mapped(program.getSemanticDiagnostics()),
    declarations: () => (declares && !emit ? mapped(program.getDeclarationDiagnostics()) : []),
  })
  // `noEmitOnError` is the project's to set, as for `tsc`.
  if (emit) findings.push(...mapped(program.emit(undefined, writeDeclaration(api, overlays), undefined, true).diagnostics))
  return sortFindings(findings)
}

function writeDeclaration(api: CompilerApi, overlays: Overlays): ts.WriteFileCallback {
  return (file, text, byteOrderMark, _, sources) => {
    // Its state of a build would make the project's own compiler believe that it has written these files itself.
    if (file.endsWith('.tsbuildinfo')) return
    const overlay = file.endsWith('.map') && sources?.length === 1 ? overlays.of(sources[0]!.fileName) : undefined
    mkdirSync(path.dirname(file), { recursive: true })
    api.sys.writeFile(file, overlay ? mapToOriginal(text, overlay) : text, byteOrderMark)
  }
}

export interface OpenedProgram {
  /** Missing where the configuration cannot be read. */
  program?: ts.Program
  /** The project has declarations to write. */
  declares: boolean
  unreadable: ts.Diagnostic[]
}

/** A project's program over its overlaid sources. */
export async function openProgram(
  api: CompilerApi,
  config: string,
  overlays: Overlays,
  given: ts.CompilerOptions,
): Promise<OpenedProgram> {
  const unreadable: ts.Diagnostic[] = []
  const parsed = api.getParsedCommandLineOfConfigFile(config, given, {
    ...api.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => unreadable.push(diagnostic),
  })
  if (!parsed) return { declares: false, unreadable }
  const { options } = parsed
  const program = api.createProgram({
    rootNames: parsed.fileNames,
    options,
    host: await overlayHost(api, options, overlays),
    ...(parsed.projectReferences ? { projectReferences: parsed.projectReferences } : {}),
    configFileParsingDiagnostics: api.getConfigFileParsingDiagnostics(parsed),
  })
  return { program, declares: options.declaration === true || options.composite === true, unreadable }
}

function emitOptions({ outDir }: Emission, folder: string): ts.CompilerOptions {
  const place = outDir === undefined ? {} : { outDir: path.resolve(folder, outDir), declarationDir: path.resolve(folder, outDir) }
  return { noEmit: false, declaration: true, emitDeclarationOnly: true, ...place }
}

/** A host whose sources carry the overlays. Projects that are referred to are read from their sources, too. */
async function overlayHost(api: CompilerApi, options: ts.CompilerOptions, overlays: Overlays): Promise<ts.CompilerHost> {
  const host = api.createCompilerHost(options)
  const libraries = await bundledLibraries(host.getDefaultLibFileName(options), host)
  const readFile = (file: string) => libraries?.get(file) ?? api.sys.readFile(file)
  return {
    ...host,
    ...(libraries
      ? {
          getDefaultLibLocation: () => BUNDLED_LIBRARIES,
          getDefaultLibFileName: (given: ts.CompilerOptions) => `${BUNDLED_LIBRARIES}/${api.getDefaultLibFileName(given)}`,
        }
      : {}),
    readFile,
    fileExists: (file) => libraries?.has(file) === true || host.fileExists(file),
    getSourceFile(file, languageVersion) {
      const text = readFile(file)
      return text === undefined ? undefined : api.createSourceFile(file, overlays.read(file, text), languageVersion)
    },
    useSourceOfProjectReferenceRedirect: () => true,
  } as ts.CompilerHost
}

/** The compiler inside ts-morph keeps its libraries in memory. */
async function bundledLibraries(libraryFile: string, host: ts.CompilerHost): Promise<Map<string, string> | undefined> {
  if (host.fileExists(libraryFile)) return undefined
  const { getLibFiles } = await import('@ts-morph/common')
  return new Map(getLibFiles().map(({ fileName, text }) => [`${BUNDLED_LIBRARIES}/${fileName}`, text]))
}

function findingOf(api: CompilerApi, diagnostic: ts.Diagnostic | ts.DiagnosticRelatedInformation): Finding {
  const { file, start, length, code, category, messageText } = diagnostic
  const place: Span | undefined =
    file && start !== undefined ? { file: file.fileName, text: file.text, start, end: start + (length ?? 0) } : undefined
  const related = 'relatedInformation' in diagnostic ? (diagnostic.relatedInformation ?? []) : []
  return {
    category:
      category === api.DiagnosticCategory.Error ? 'error' : category === api.DiagnosticCategory.Warning ? 'warning' : 'message',
    code,
    message: api.flattenDiagnosticMessageText(messageText, '\n'),
    ...(place ? { place } : {}),
    related: related.map((item) => findingOf(api, item)),
  }
}
