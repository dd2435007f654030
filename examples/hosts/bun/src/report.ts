import { rate } from './rates.ts'

/** @cache */
export function report(year: number): number {
  console.log('ran report')
  return rate(year) + 1
}
