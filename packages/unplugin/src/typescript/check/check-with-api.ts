import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type * as ts from 'typescript'
import type { CompilerApi } from '../compiler.js'
import { mapToOriginal } from '../declaration-map.js'
import { findInStages, mapFindings, sortFindings, type Finding, type Span } from './finding.js'
import type { Overlays } from '../overlay/overlays.js'

/** The virtual folder for the libraries of a compiler that has none on disk. */
const BUNDLED_LIBRARIES = '/__cachecache_lib__'

export interface Emission {
  /** The folder for declarations; without it, the project's own setting. */
  outDir?: string | undefined
}

/**
 * The findings of TypeScript 5 or 6 in a project whose tagged functions declare their options; with `emit`, declarations are
 * written.
 */
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
  // `noEmitOnError` is the project's setting, as for `tsc`.
  if (emit) findings.push(...mapped(program.emit(undefined, writeDeclaration(api, overlays), undefined, true).diagnostics))
  return sortFindings(findings)
}

function writeDeclaration(api: CompilerApi, overlays: Overlays): ts.WriteFileCallback {
  return (file, text, byteOrderMark, _, sources) => {
    // With this build state, the project's own compiler would assume that it wrote these files itself.
    if (file.endsWith('.tsbuildinfo')) return
    const overlay = file.endsWith('.map') && sources?.length === 1 ? overlays.of(sources[0]!.fileName) : undefined
    mkdirSync(path.dirname(file), { recursive: true })
    api.sys.writeFile(file, overlay ? mapToOriginal(text, overlay) : text, byteOrderMark)
  }
}

export interface OpenedProgram {
  /** `undefined` if the configuration can't be read. */
  program?: ts.Program
  /** Whether the project has declarations to write. */
  declares: boolean
  unreadable: ts.Diagnostic[]
}

/** Opens a project's program over its overlaid sources. */
export async function openProgram(
  api: CompilerApi,
  config: string,
  overlays: Overlays,
  compilerOptions: ts.CompilerOptions,
): Promise<OpenedProgram> {
  const unreadable: ts.Diagnostic[] = []
  const parsed = api.getParsedCommandLineOfConfigFile(config, compilerOptions, {
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

/** A compiler host that adds the overlays. Referenced projects are read from their sources, too. */
async function overlayHost(api: CompilerApi, options: ts.CompilerOptions, overlays: Overlays): Promise<ts.CompilerHost> {
  const host = api.createCompilerHost(options)
  const libraries = await bundledLibraries(host.getDefaultLibFileName(options), host)
  const readFile = (file: string) => libraries?.get(file) ?? api.sys.readFile(file)
  return {
    ...host,
    ...(libraries
      ? {
          getDefaultLibLocation: () => BUNDLED_LIBRARIES,
          getDefaultLibFileName: (compilerOptions: ts.CompilerOptions) =>
            `${BUNDLED_LIBRARIES}/${api.getDefaultLibFileName(compilerOptions)}`,
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

/** The compiler bundled with ts-morph has its libraries in memory. */
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
