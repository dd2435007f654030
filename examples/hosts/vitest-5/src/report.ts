import { rate } from './rates.js'

/** @cache */
export function report(year: number): number {
  console.log('ran report')
  return rate(year) + 1
}
