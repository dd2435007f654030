/**
 * How much a run measures. The quick form is for CI: enough rounds for a ratio with a wide margin, not for a figure to quote.
 * `slice` is milliseconds per task and round.
 */
export function sizesOf(quick) {
  return quick
    ? {
        quick,
        rounds: 7,
        slice: 20,
        entries: 500,
        many: 20_000,
        children: 5,
        builds: 2,
        modules: 200,
        shared: { functions: 60, modules: 150 },
        hugeMegabytes: 32,
      }
    : {
        quick,
        rounds: 25,
        slice: 60,
        entries: 1_000,
        many: 1_000_000,
        children: 31,
        builds: 5,
        modules: 2_000,
        shared: { functions: 600, modules: 1_500 },
        hugeMegabytes: 100,
      }
}
