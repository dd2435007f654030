/** @cache */
export function report(year: number): number {
  return year + 1
}
