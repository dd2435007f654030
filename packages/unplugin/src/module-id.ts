/** The file behind a bundler's module id: `/` on every system, no query nor fragment. A file or a folder may have a `#` in its name. */
export function fileOf(id: string): string {
  return id
    .replace(/\?.*$/s, '')
    .replaceAll('\\', '/')
    .replace(/(\.\w+)#[^/]*$/, '$1')
}
