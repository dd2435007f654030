/**
 * What must be reached, as data: `goal` is what we aim at on a quiet machine, `bound` what the quick form fails on.
 * Both are ratios within one run. The bounds are wide on purpose: CI shares its cores, and only a real loss should stop it.
 * Those of the build are wider still: the quick form's project is small, and loading the compiler once weighs more there.
 */
export const goals = [
  { question: 'hit-sync-sqlite', measure: 'hit of a synchronous function over the floor', goal: 1.25, bound: 2.5 },
  { question: 'hit-async-sqlite', measure: 'hit of an asynchronous function over the floor', goal: 1.6, bound: 3 },
  { question: 'hit-memory', measure: 'hit from memory over the floor', goal: 0.6, bound: 1.2 },
  { question: 'hit-instance', measure: 'hit with an instance over the same plain object', goal: 1.3, bound: 2 },
  {
    question: 'hit-files',
    measure: 'hit of a function that read 1 files over one without and statSync of as many',
    goal: 1.5,
    bound: 4,
  },
  {
    question: 'hit-files',
    measure: 'hit of a function that read 10 files over one without and statSync of as many',
    goal: 1.5,
    bound: 3,
  },
  {
    question: 'hit-files',
    measure: 'hit of a function that read 1000 files over one without and statSync of as many',
    goal: 1.5,
    bound: 3,
  },
  { question: 'hit-files', measure: 'readFileSync outside of tagged functions over the bare one', goal: 1.03, bound: 1.5 },
  { question: 'miss', measure: 'synchronous miss over a bare upsert', goal: 3, bound: 6 },
  { question: 'miss', measure: 'asynchronous miss over a bare upsert', goal: 3, bound: 7 },
  { question: 'large-values', measure: '8 MB hit over SHA-256 and copy', goal: 1.2, bound: 2.5 },
  { question: 'many-entries', measure: 'the same hits among many entries over those among a thousand', goal: 1.3, bound: 3 },
  { question: 'many-entries', measure: 'hit among many entries over hit among a thousand', goal: 1.3 },
  { question: 'many-entries', measure: 'hit among many entries over the floor among as many', bound: 2.5 },
  { question: 'removing', measure: 'prune to half over one DELETE of as many rows', goal: 4, bound: 25 },
  { question: 'server', measure: 'p99 of hits over a route without work', goal: 1.2, bound: 3 },
  { question: 'import-time', measure: "import '@cachecache/runtime', milliseconds beyond bare Node", goal: 10 },
  { question: 'import-time', measure: "import '@cachecache/runtime' over bare Node", bound: 2 },
  { question: 'build', measure: 'cold build, beyond no plugin, over the esbuild build', goal: 1, bound: 6 },
  { question: 'build', measure: 'build with the kept analysis, beyond no plugin, over the esbuild build', goal: 0.2, bound: 3 },
  { question: 'build', measure: 'build with no tag at all, beyond no plugin, over the esbuild build', goal: 0.15, bound: 3 },
  { question: 'build', measure: 'cold Vite build, beyond no plugin, over the Vite build', goal: 0.5, bound: 8 },
  {
    question: 'build',
    measure: 'Vite build with the kept analysis, beyond no plugin, over the Vite build',
    goal: 0.05,
    bound: 4,
  },
  { question: 'build', measure: 'Vite build with no tag at all, beyond no plugin, over the Vite build', goal: 0.1, bound: 4 },
  {
    question: 'build',
    measure: 'rebuild after one edit, beyond no plugin, over the cold build beyond no plugin',
    goal: 0.2,
    bound: 1.5,
  },
  {
    question: 'build-shared',
    measure: 'cold build of many functions that share modules, beyond no plugin, over the esbuild build',
    goal: 3,
    bound: 20,
  },
  { question: 'build-shared', measure: 'many functions that share modules over a sixth of them', goal: 1.5, bound: 3 },
  { question: 'large-memory', measure: 'copies of the value at the peak of storing it', goal: 1.2, bound: 2.5 },
  { question: 'large-memory', measure: 'copies of the value at the peak of reading it', goal: 1.2, bound: 2.5 },
  { question: 'peers', measure: 'synchronous hit over the fastest persistent peer', goal: 1, bound: 2 },
  { question: 'peers', measure: 'asynchronous hit over the fastest persistent peer', goal: 1, bound: 2.5 },
]

/** Puts goal and verdict beside each ratio of a question. @returns the ratios, and those that passed their bound */
export function judge(question, ratios) {
  const known = new Map(goals.filter((one) => one.question === question).map((one) => [one.measure, one]))
  for (const measure of known.keys()) {
    if (!ratios.some((ratio) => ratio.measure === measure))
      throw new Error(`${question} has a goal for "${measure}" and did not measure it.`)
  }
  const judged = ratios.map((ratio) => {
    const { goal, bound } = known.get(ratio.measure) ?? {}
    return { ...ratio, goal, bound, verdict: verdictOn(ratio, goal, bound) }
  })
  // Only where the whole middle half is worse: a median alone moves with whatever else the machine does.
  return { judged, beyondBound: judged.filter(({ low, bound }) => low > bound) }
}

function verdictOn({ median, low }, goal, bound) {
  if (low > bound) return `WORSE THAN ITS BOUND, ${bound}`
  if (goal === undefined) return ''
  return median <= goal ? 'reached' : 'not reached'
}
