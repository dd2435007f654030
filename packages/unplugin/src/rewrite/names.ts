/** The functions that emitted code imports from `@cachecache/runtime/generated`. */
export type RuntimeName =
  | 'site'
  | 'link'
  | 'linkAll'
  | 'linkDeclared'
  | 'enter'
  | 'enterGenerator'
  | 'call'
  | 'callAsync'
  | 'tellPackages'
  | 'takeOptions'
  | 'zone'
  | 'locale'
  | 'read'
  | 'need'
  | 'outside'
  | 'largeData'
  | 'memo'
  | 'effect'
  | 'lazily'
  | 'made'
  | 'kept'
  | 'growing'
  | 'slot'
  | 'filling'
  | 'filled'
  | 'stateOf'
  | 'know'
  | 'known'
  | 'closure'
  | 'bindable'
  | 'knowMembers'
  | 'created'
  | 'creation'
  | 'reader'
  | 'given'
  | 'members'
  | 'self'
  | 'state'
  | 'ofText'
  | 'onlyPlainTexts'

/** The names used in one module's emitted code. */
export interface Names {
  /** The name of a runtime function. Calling this adds it to the import. */
  runtime(name: RuntimeName): string
  /** Runtime functions requested so far. */
  used(): [RuntimeName, string][]
  /** `$s1`: the function that returns the n-th site. */
  site(index: number): string
  /** `$k1`: the variable that stores it. */
  record(index: number): string
  /** `$l1`: the variable that links the n-th site to a top-level function of the module. */
  link(index: number): string
  /** `$i1`: the function that reads the inputs of the n-th registered function or class. */
  inputs(index: number): string
  /** `$p1`: the variable for the reader of private fields of the n-th class that has any. */
  reader(index: number): string
  /** `$c1`: the n-th registration that a site holds. */
  registered(index: number): string
  /** `$m1`: the variable for what the n-th creation is made with. */
  creation(index: number): string
  /** The name used inside a rewritten function. */
  frame: string
  error: string
  options: string
  rest: string
  /** The name given to an anonymous default export. */
  anonymous: string
}

/** All emitted names end in one suffix that doesn't occur in the module's text, so none collides with a user's name. */
export function chooseNames(text: string): Names {
  let suffix = '_cc'
  for (let n = 1; text.includes(suffix); n++) suffix = `_cc${n}`
  const used = new Map<RuntimeName, string>()
  const name = (base: string) => `$${base}${suffix}`
  return {
    runtime(base) {
      const local = name(base === 'takeOptions' ? 'take' : base)
      used.set(base, local)
      return local
    },
    used: () => [...used],
    site: (index) => name(`s${index}`),
    record: (index) => name(`k${index}`),
    link: (index) => name(`l${index}`),
    registered: (index) => name(`c${index}`),
    reader: (index) => name(`p${index}`),
    creation: (index) => name(`m${index}`),
    inputs: (index) => name(`i${index}`),
    frame: name('f'),
    error: name('e'),
    options: name('o'),
    rest: name('r'),
    anonymous: name('default'),
  }
}
