import { call, callAsync, enter, enterGenerator, link, type SiteRecord } from '../../src/generated.js'
import { makeSite } from './make-site.js'

// Functions as the transform emits them, one for each shape.

/** *inline*: a synchronous function that provably returns no promise. */
export function tagInline<R>(body: (a: any) => R, record: Partial<SiteRecord> = {}): (a: any, options?: unknown) => R {
  const $s = makeSite(record)
  return link(function (a: unknown) {
    const $f = enter($s(), [a], arguments[1], undefined, undefined)
    if ($f.hit) return $f.value as R
    try {
      return $f.done(body(a)) as R
    } catch ($e) {
      throw $f.fail($e)
    } finally {
      $f.end()
    }
  }, $s)
}

/** *wrapped sync*: a synchronous function that may return a promise. */
export function tagSync<R>(body: (a: any) => R, record: Partial<SiteRecord> = {}): (a: any, options?: unknown) => R {
  const $s = makeSite(record)
  return link(function (a: unknown) {
    return call($s(), [a], arguments[1], undefined, undefined, () => body(a)) as R
  }, $s)
}

/** *wrapped async*. */
export function tagAsync<R>(
  body: (a: any) => Promise<R>,
  record: Partial<SiteRecord> = {},
): (a: any, options?: unknown) => Promise<R> {
  const $s = makeSite({ kind: 'async', ...record })
  return link(async function (a: unknown) {
    return (await callAsync($s(), [a], arguments[1], undefined, undefined, async () => body(a))) as R
  }, $s)
}

export { enterGenerator }
