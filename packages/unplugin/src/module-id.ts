/**
 * The file of a bundler's module id: with `/` on every system, without query and fragment. The name of a file or folder may
 * contain `#`.
 */
export function fileOf(id: string): string {
  // Asked for each module, mostly for a plain path.
  if (!/[?#\\]/.test(id)) return id
  return id
    .replace(/\?.*$/s, '')
    .replaceAll('\\', '/')
    .replace(/(\.\w+)#[^/]*$/, '$1')
}
