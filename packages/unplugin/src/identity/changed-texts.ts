import type { Problem } from '../errors.js'
import type { SourceModule } from '../source/source-module.js'
import { compareTexts } from '../summary/compare-texts.js'
import type { SourceFiles } from '../surroundings/source-files.js'
import { otherText, unknownText } from './problems.js'

/** What keeps a file from being known, as a message about a function that reaches it. */
export type Trouble = (fn: string, file: string) => Problem

/**
 * What other plugins make of texts, where that isn't simply the text that is analysed. The module that is rewritten is analysed by the bundler's
 * text of it, whatever plugins make of it later.
 */
export class ChangedTexts {
  private held: SourceModule | undefined
  private change: { made: Buffer | undefined; digest: string; trouble: Trouble | undefined } | undefined

  constructor(private readonly files: SourceFiles) {}

  hold(module: SourceModule): void {
    const made = this.files.madeOf(module.file)?.content && this.files.read(module.file)
    if (this.held === module && this.change?.made === made) return
    this.held = module
    const text = made?.toString('utf8') ?? module.text
    const { how, code } = text === module.text ? { how: 'same' as const, code: '' } : compareTexts(module.file, module.text, text)
    this.change = { made, digest: how === 'same' ? '' : code, trouble: how === 'other' ? otherText : undefined }
  }

  /** Part of all versions of the module that is rewritten. */
  get digest(): string {
    return this.change?.digest ?? ''
  }

  troubleOf(file: string): Trouble | undefined {
    if (file === this.held?.file && this.change?.trouble) return this.change.trouble
    const unknown = this.files.madeOf(file)?.unknown
    return unknown === undefined ? undefined : (fn, name) => unknownText(fn, name, unknown)
  }
}
