import path from 'node:path'
import type { InstalledPackages } from '../surroundings/installed-packages.js'
import { LARGEST_KEYED } from './data-reads.js'
import type { Edge } from './link-units.js'
import type { SourceFiles } from '../surroundings/source-files.js'
import { digestOf } from '../summary/summarise.js'

/** Data formats, whatever words they contain. */
const DATA =
  /\.(json5?|jsonc|ya?ml|toml|csv|tsv|txt|md|html?|xml|svg|png|jpe?g|gif|webp|avif|ico|pdf|woff2?|ttf|otf|eot|mp[34]|webm|wasm|bin|node)$/i

/** Texts without state that may name other files. */
const TEXT =
  /\.(css|pcss|postcss|scss|sass|less|styl|gql|graphqls?|sql|proto|glsl|vert|frag|wgsl|hlsl|hbs|mustache|njk|liquid|ejs|eta|pug|tpl|tmpl|template|ini|conf|env|log|map|snap|vtt|srt|po|ftl|lock)$/i

/** A format that the plugin doesn't parse and that may hold code: `.vue`. */
export const mayBeCode = (file: string): boolean => !DATA.test(file) && !TEXT.test(file)

/** The module of a package, since conditions and aliases choose among several, and its export. */
const entryOf = ({ package: { manifest }, file, exported }: Edge['target'] & { kind: 'package' }): string =>
  `${path.posix.relative(path.posix.dirname(manifest), file)} ${exported}`

/** Digests of everything except code that an edge can lead to. */
export class LeafDigests {
  constructor(
    private readonly files: SourceFiles,
    private readonly packages: InstalledPackages,
  ) {}

  of(target: Exclude<Edge['target'], { kind: 'unit' }>): string {
    switch (target.kind) {
      case 'asset':
        return `file ${this.ofAsset(target.file, target.raw)}`
      case 'package':
        return `package ${[...this.packages.closure(target.package, target.file).map(({ name }) => name), entryOf(target)].join(' ')}`
      case 'builtin':
        return `${target.name} ${target.exported}`
      case 'missing':
        return `missing ${target.specifier}`
    }
  }

  /** A file whose value is compared instead of rendered at each call. */
  readonly isLarge = (file: string): boolean => (this.files.read(file)?.length ?? 0) > LARGEST_KEYED

  /** A file that may hold state, or code that reads anything, or import other files: `.vue`, a query with `#import`, what isn't known. */
  isOpaque(file: string): boolean {
    if (DATA.test(file)) return false
    if (mayBeCode(file)) return true
    const text = this.files.read(file)?.toString('latin1') ?? ''
    return /\b(import|require|include|extends)\b/.test(text)
  }

  ofAsset(file: string, raw: boolean): string {
    const content = this.files.read(file)
    if (!content) return 'missing'
    if (!raw && file.endsWith('.json')) {
      try {
        // Formatting is ignored.
        return digestOf(JSON.stringify(JSON.parse(content.toString('utf8'))))
      } catch {
        return digestOf(content)
      }
    }
    return digestOf(content)
  }
}
