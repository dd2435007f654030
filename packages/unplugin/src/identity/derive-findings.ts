import type { Read, Unit } from '../summary/file-summary.js'
import { edgesOf, type Reach } from './find-reach.js'
import type { Finding } from './derived-inputs.js'
import type { Diagnostic } from '../stages.js'
import { isSilenced } from '../summary/place.js'
import { isAsked } from '../summary/reads/node-state.js'
import { STANDARD_INPUT } from '../summary/reads/process-reads.js'
import * as problems from './problems.js'
import type { Trouble } from './changed-texts.js'

/** The build's messages about a reach: reads of clock and randomness, and everything that makes every call run uncached. */
export function deriveFindings(
  name: string,
  reach: Reach,
  /** Variables whose values are in the key, so what they were created from at load needn't be reported. */
  keyed: ReadonlySet<Unit>,
  display: (file: string) => string,
  troubleOf: (file: string) => Trouble | undefined,
  isOpaqueAsset: (file: string) => boolean,
): Finding[] {
  const reads = [...reach.units.values()].flatMap(({ linked }) => linked.reads)
  const findings: Finding[] = [
    ...volatileReads(reads, 'clock', (list) => problems.clockRead(name, list)),
    ...volatileReads(reads, 'random', (list) => problems.randomRead(name, list)),
  ]
  for (const [unit, { linked }] of reach.units) {
    for (const { code, name: what, place, expression } of linked.reads) {
      // What has an expression is in the key.
      const problem = expression === undefined ? OBSTACLES[code ?? '']?.(name, what) : undefined
      if (problem && !(code === 'dynamic-env' && keyed.has(unit))) findings.push({ problem, place, obstacle: true })
    }
  }
  for (const unit of reach.units.keys())
    if (unit.obstacle) findings.push({ problem: unit.obstacle(name), place: unit.place, obstacle: true })
  for (const edge of edgesOf(reach)) {
    const place = edge.reference?.place ?? edge.from.place
    if (edge.target.kind === 'asset' && isOpaqueAsset(edge.target.file))
      findings.push({ problem: problems.unfollowedFile(name, display(edge.target.file)), place, obstacle: true })
    if (edge.target.kind !== 'missing') continue
    const { specifier, unbuilt, led } = edge.target
    const problem = led === undefined ? problems.unresolvedImport(name, specifier) : problems.ledImport(name, specifier, led)
    findings.push(
      unbuilt
        ? { problem: problems.unbuiltPackage(name, specifier), place, severity: 'error' }
        : { problem, place, obstacle: true },
    )
  }
  for (const file of reach.files) {
    const trouble = troubleOf(file)
    if (trouble) findings.push({ problem: trouble(name, display(file)), place: { file, line: 1, column: 1 }, obstacle: true })
  }
  return findings
}

/** Reads that can't be tracked, by diagnostic code. */
const OBSTACLES: Record<string, ((fn: string, what: string) => Finding['problem']) | undefined> = {
  'dynamic-env': problems.dynamicEnvironment,
  'hidden-state': (fn, what) =>
    problems.hiddenState(
      fn,
      what,
      what === STANDARD_INPUT
        ? 'can be read only once'
        : isAsked(what)
          ? 'tells of state inside Node that no key can hold'
          : 'is a member of a function that only its own name reaches',
    ),
  'unfollowed-import': problems.unfollowedImport,
  'unfollowed-code': problems.unfollowedCode,
  'unfollowed-global': problems.unfollowedGlobal,
}

/** One finding for all reads of a kind, at the first of them. */
function volatileReads(reads: readonly Read[], kind: Read['kind'], problem: (list: string[]) => Finding['problem']): Finding[] {
  const found = reads.filter((read) => read.kind === kind && !isSilenced(read.place, read.code ?? ''))
  const [first] = found
  return first ? [{ problem: problem([...new Set(found.map((read) => read.name))]), place: first.place }] : []
}

/** The tag option that a warning recommends, if there is one. */
const WAYS_OUT: Record<string, string | undefined> = {
  'clock-read': 'ttl',
  'random-read': 'ttl',
  'unfollowed-code': 'version',
  'unfollowed-import': 'version',
  'unfollowed-file': 'version',
  'led-import': 'version',
  'unknown-text': 'version',
  'other-text': 'version',
}

/** Each problem once per position, without those that a comment or a tag option accepts. */
export function dropAccepted(findings: readonly Finding[], tagOptions: readonly string[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ problem, place, severity }) => {
    if (tagOptions.includes(WAYS_OUT[problem.code] ?? '')) return false
    const key = `${problem.code}\0${problem.message}`
    if (seen.has(key) || (severity !== 'error' && isSilenced(place, problem.code))) return false
    seen.add(key)
    return true
  })
}

export function asDiagnostics(findings: readonly Finding[]): Diagnostic[] {
  return findings.map(({ problem, place: { file, line, column }, severity }) => ({
    ...problem,
    severity: severity ?? 'warning',
    file,
    line,
    column,
  }))
}
