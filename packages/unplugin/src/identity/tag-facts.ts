import type { DescribedFunction } from '../stages.js'

/** The version that the tag sets itself. */
export function pinOf(fn: DescribedFunction): string | undefined {
  return fn.tag.form === 'call' ? undefined : fn.tag.options?.version
}

/** The author declares that only code, arguments and captured values matter. */
export function isPure(fn: DescribedFunction): boolean {
  return fn.tag.form !== 'call' && fn.tag.options !== undefined && /\bpure\s*:\s*true\b/.test(fn.tag.options.text)
}
