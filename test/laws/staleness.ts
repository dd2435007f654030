/** What changes, the modules before, those that differ after, and what the driver does; `main.ts` sees all of `a.ts`. */
export type Row = [what: string, before: Record<string, string> | string, after: Record<string, string> | string, driver?: string]

export const F = '/** @cache */ export '
export const once = 'say(() => f(1))'
/** A tagged function of `a.ts` that reaches `b.ts`. */
export const via = (imports: string, body: string, others: Record<string, string>) => ({
  'a.ts': `${imports}\n${F}function f(x: any): any { return ${body} }`,
  ...others,
})
export const of = (above: string, body: string) => `${above}\n${F}function f(x: any): any { return ${body} }`
