const NAME = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`

/** An import clause and its specifier. If prose with the word "import" precedes it, the clause only contains extra words. */
const IMPORT = /\bimport\b\s*(?!['"(.\s])((?:[^;{]*\{[^}]*\})?[^;{]*?)\bfrom\s*(['"])([^'"\n]+)\2/gu
const TYPES_ONLY = /^type\s+[{*]/
const LOCAL_NAME = new RegExp(`(${NAME})(?:\\s+as\\s+(${NAME}))?`, 'gu')
/** A first argument that may be a function: a function literal or a name. */
const ARGUMENT = new RegExp(`\\s*(?:(?=async\\b|function\\b|[(</])|(${NAME})\\s*(=>|[,)!.]|(?:as|satisfies)\\b))`, 'uy')

const DECLARED = new RegExp(
  `\\bfunction\\b\\s*\\*?\\s*(${NAME})|\\b(?:const|let|var)\\s+(${NAME})[^;=]{0,500}=\\s*(?:async\\b|function\\b|[(<]|${NAME}\\s*=>)`,
  'gu',
)

/**
 * The specifiers of imports that are called with a possible function: `reports(async () => …)`, `stores.reports(load)`. Works
 * on text alone and may return too many; the modules they resolve to decide.
 */
export function findImportedCalls(text: string): Set<string> {
  const specifiers = new Set<string>()
  const imports = findImports(text)
  if (imports.size === 0) return specifiers
  // One scan of the text, whatever the number of imports and calls.
  const generic = once(() => [...imports].filter(([name]) => text.includes(`${name}<`)))
  const functions = once(() => functionsIn(text))
  for (let at = text.indexOf('('); at >= 0; at = text.indexOf('(', at + 1)) {
    const callee = calleeBefore(text, at)
    const called = callee === '' ? generic() : []
    const specifier = callee ? imports.get(callee) : undefined
    if ((specifier === undefined || specifiers.has(specifier)) && called.length === 0) continue
    if (!mayBeFunction(text, at + 1, imports, functions)) continue
    if (specifier !== undefined) specifiers.add(specifier)
    for (const [, other] of called) specifiers.add(other)
  }
  return specifiers
}

/** Local name -> specifier. */
export function findImports(text: string): Map<string, string> {
  const imports = new Map<string, string>()
  if (!text.includes('import')) return imports
  for (const [, clause, , specifier] of text.matchAll(IMPORT)) {
    if (TYPES_ONLY.test(clause!)) continue
    for (const [, name, renamed] of clause!.matchAll(LOCAL_NAME)) imports.set(renamed ?? name!, specifier!)
  }
  return imports
}

/**
 * The first name of the callee before a bracket: `stores` for `stores.reports(`; empty after type arguments, none if nothing is
 * called.
 */
function calleeBefore(text: string, bracket: number): string | undefined {
  let end = skipBlanksBack(text, bracket)
  if (text[end - 1] === '>') return text[end - 2] === '=' ? undefined : ''
  for (;;) {
    let start = end
    while (start > 0 && isNamePart(text.charCodeAt(start - 1))) start--
    if (start === end) return undefined
    const before = skipBlanksBack(text, start)
    if (text[before - 1] !== '.' || text[before - 2] === '.') return text[start - 1] === '#' ? undefined : text.slice(start, end)
    end = skipBlanksBack(text, before - 1)
  }
}

function skipBlanksBack(text: string, from: number): number {
  let at = from
  while (at > 0 && text.charCodeAt(at - 1) <= 32) at--
  return at
}

/** Letters, digits, `_`, `$`, and everything beyond ASCII. */
function isNamePart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  )
}

function mayBeFunction(
  text: string,
  offset: number,
  imports: ReadonlyMap<string, string>,
  functions: () => ReadonlySet<string>,
): boolean {
  ARGUMENT.lastIndex = offset
  const argument = ARGUMENT.exec(text)
  if (!argument) return false
  const [, name, after] = argument
  return name === undefined || after === '=>' || imports.has(name) || functions().has(name)
}

/** Names that the text declares, or may declare, as functions. */
function functionsIn(text: string): Set<string> {
  return new Set([...text.matchAll(DECLARED)].map((match) => (match[1] ?? match[2])!))
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
