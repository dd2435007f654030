import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { NativeApi, NativeDiagnostic, NativeProject, NativeSession } from '../compiler.js'
import { findInStages, mapFindings, sortFindings, type Finding, type Span } from './finding.js'
import { isOverlaid } from '../overlay/overlay.js'
import type { Overlays } from '../overlay/overlays.js'

export interface NativeChecker {
  check(config: string): Finding[]
  /** Called after files have changed; `regrouped` if the project's set of files may have changed. */
  refresh(regrouped: boolean): void
  close(): void
}

/** Opens TypeScript 7's own compiler, which calls back for each source that it reads. */
export function openNativeChecker(api: NativeApi, folder: string, overlays: Overlays): NativeChecker {
  let session = openSession(api, folder, overlays)
  let stale = false
  return {
    check(config) {
      const snapshot = session.updateSnapshot({
        openProjects: [config],
        ...(stale ? { fileChanges: { invalidateAll: true } } : {}),
      })
      stale = false
      const project = snapshot.getProject(config)
      if (!project) return []
      const texts = new Map<string, string>()
      const mapped = (diagnostics: readonly NativeDiagnostic[]) =>
        mapFindings(
          diagnostics.map((item) => findingOf(item, (file) => textOf(file, overlays, texts))),
          overlays.of,
        )
      return sortFindings(findIn(project, mapped))
    },
    refresh(regrouped) {
      stale = true
      if (!regrouped) return
      // `invalidateAll` reads sources again, but doesn't update the set of files that a configuration includes.
      endSession(session)
      session = openSession(api, folder, overlays)
    },
    close: () => endSession(session),
  }
}

function openSession(api: NativeApi, folder: string, overlays: Overlays): NativeSession {
  return new api.API({
    cwd: folder,
    fs: {
      readFile(file) {
        // With `undefined`, the compiler reads the file itself.
        if (!isOverlaid(file) && !file.endsWith('.d.ts')) return undefined
        if (file.includes('/node_modules/')) return undefined
        const text = readText(file)
        const shown = text === undefined ? undefined : overlays.read(file, text)
        return shown === text ? undefined : shown
      },
    },
  })
}

function endSession(session: NativeSession): void {
  const channel = session.client?.channel
  if (!channel?.child) return session.close()
  // If it is asked to end, the compiler may print to stderr that it was interrupted.
  channel.child.kill('SIGKILL')
  channel.close()
}

function findIn(
  { program, compilerOptions }: NativeProject,
  mapped: (diagnostics: readonly NativeDiagnostic[]) => Finding[],
): Finding[] {
  const declares = compilerOptions['declaration'] === true || compilerOptions['composite'] === true
  return findInStages({
    config: () => mapped(program.getConfigFileParsingDiagnostics()),
    syntax: () => mapped(program.getSyntacticDiagnostics()),
    program: () => mapped([...program.getProgramDiagnostics(), ...program.getGlobalDiagnostics()]),
    types: () => mapped(program.getSemanticDiagnostics()),
    declarations: () => (declares ? mapped(program.getDeclarationDiagnostics()) : []),
  })
}

const CATEGORIES = ['warning', 'error', 'message', 'message'] as const

function findingOf(diagnostic: NativeDiagnostic, text: (file: string) => string): Finding {
  const { fileName, pos, end, code, category } = diagnostic
  const place: Span | undefined = fileName
    ? { file: fileName.replaceAll('\\', '/'), text: text(fileName), start: pos, end }
    : undefined
  return {
    category: CATEGORIES[category] ?? 'message',
    code,
    message: messageOf(diagnostic, 0),
    ...(place ? { place } : {}),
    related: (diagnostic.relatedInformation ?? []).map((item) => findingOf(item, text)),
  }
}

function messageOf({ text, messageChain }: NativeDiagnostic, depth: number): string {
  const chain = (messageChain ?? []).map((item) => `\n${'  '.repeat(depth + 1)}${messageOf(item, depth + 1)}`)
  return text + chain.join('')
}

function textOf(file: string, overlays: Overlays, known: Map<string, string>): string {
  const overlay = overlays.of(file)
  if (overlay) return overlay.text
  const text = known.get(file) ?? readText(path.normalize(file)) ?? ''
  known.set(file, text)
  return text
}

function readText(file: string): string | undefined {
  try {
    // The compiler doesn't count a byte order mark as part of the text.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch {
    return undefined
  }
}
