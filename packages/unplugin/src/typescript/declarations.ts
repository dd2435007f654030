import path from 'node:path'
import { describeFunction } from '../describe/describe-function.js'
import { openProgram } from './check/check-with-api.js'
import { loadCompilerApi } from './compiler.js'
import type { DeclaredFile } from './augmentation.js'
import type { Unexpressed } from './overlay/option-insertions.js'
import { importedNames } from './overlay/imported-names.js'
import { createOverlays } from './overlay/overlays.js'
import { projectsInOrder } from './projects.js'

export interface Declared {
  files: DeclaredFile[]
  /** Functions whose options an overlay can't express either. */
  unexpressed: Unexpressed[]
  /** Whether the project itself emits declarations. */
  emitsDeclarations: boolean
}

/** The declarations of a project's tagged files, including the options. Nothing is written. */
export async function declareTaggedFiles(config: string): Promise<Declared> {
  const api = await loadCompilerApi(path.dirname(config))
  const names = importedNames(path.dirname(config))
  const overlays = createOverlays(names)
  const { program } = await openProgram(api, config, overlays, {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    declarationMap: false,
    removeComments: false,
    noEmitOnError: false,
    // Only the printed types matter here; `check` reports type errors.
    noCheck: true,
  })
  const files: DeclaredFile[] = []
  const unexpressed: Unexpressed[] = []
  if (!program) return { files, unexpressed, emitsDeclarations: false }
  for (const [file, overlay] of overlays.all()) {
    const source = program.getSourceFile(file)
    if (!source || program.isSourceFileFromExternalLibrary(source)) continue
    unexpressed.push(...overlay.unexpressed)
    const expressed = overlay.functions.filter(
      (tagged) =>
        tagged.tag.form !== 'call' &&
        describeFunction(tagged, names.findType).options.from !== 'declared' &&
        !overlay.unexpressed.some((item) => item.function === tagged),
    )
    let declarations = ''
    program.emit(source, (_, text) => (declarations = text), undefined, true)
    files.push({ file, declarations, functions: expressed })
  }
  const own = await parseProject(config)
  return {
    files,
    unexpressed,
    emitsDeclarations: own?.options.noEmit !== true && (own?.options.declaration === true || own?.options.composite === true),
  }
}

/** Whether an existing file belongs to a project. */
export async function isIncluded(config: string, file: string): Promise<boolean> {
  return (await parseProject(config))?.fileNames.includes(file.replaceAll('\\', '/')) === true
}

/** The projects that contain the sources of a configuration: itself, or those that it references. */
export async function projectsOf(config: string): Promise<string[]> {
  const own = await parseProject(config)
  const onlyRefers = own?.fileNames.length === 0 && (own.projectReferences ?? []).length > 0
  return onlyRefers ? projectsInOrder(config).filter((project) => project !== config) : [config]
}

async function parseProject(config: string) {
  const api = await loadCompilerApi(path.dirname(config))
  return api.getParsedCommandLineOfConfigFile(config, {}, { ...api.sys, onUnRecoverableConfigFileDiagnostic() {} })
}
