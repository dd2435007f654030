import { realFile } from '../../surroundings/source-files.js'
import type { ModuleResult, ResultKind } from '../../build-cache/transform-cache.js'
import type { Questions } from './asking.js'
import type { Compiler, ProjectResults } from './project-results.js'

/** When a module was requested, and what the bundler may be asked. */
interface Request {
  asked: number
  questions: Questions | undefined
  /** Whether the bundler has met it. Default: yes. */
  isMet?: boolean
}

/** The results for modules that a bundler requests: stored ones, or new ones of the compiler. */
export class ResultsInTurn {
  private queue: Promise<void> = Promise.resolve()
  private compiler: Promise<Compiler> | undefined

  /**
   * Processes one module per turn of the event loop, so that a bundler that passes thousands of modules also gets answers for
   * the others.
   */
  private turn(): Promise<void> {
    return (this.queue = this.queue.then(() => new Promise((resume) => setImmediate(resume))))
  }

  async of(
    code: string,
    file: string,
    results: ProjectResults,
    { asked, questions, isMet = true }: Request,
    kind: ResultKind = 'tagged',
  ): Promise<ModuleResult | undefined> {
    // Of a module that is only registered, most of what it imports doesn't matter.
    if (questions && !isMet) results.imports.postpone(realFile(file), questions)
    else if (questions) await results.imports.follow(realFile(file), kind === 'tagged' ? code : '', questions)
    if (kind === 'tagged') results.surroundings.files.made.noteHeld(realFile(file), code)
    const { result, generation } = await this.asKnown(code, file, results, asked, kind)
    if (!questions) return result
    // Of files that the bundler may never meet, texts don't matter.
    await results.imports.settle(isMet ? questions : { ask: questions.ask })
    // An import leads elsewhere than was assumed, or a file has changed.
    return generation === results.cache.generation ? result : this.of(code, file, results, { asked, questions, isMet }, kind)
  }

  private async asKnown(
    code: string,
    file: string,
    results: ProjectResults,
    asked: number,
    kind: ResultKind,
  ): Promise<{ result: ModuleResult | undefined; generation: number }> {
    const { cache } = results
    const found = cache.find(file, code, kind, asked)
    if (found) return { result: found.result, generation: cache.generation }
    // The first tag of a build loads the compiler; a build without tags never does.
    const compiler = await (this.compiler ??= import('../../transform.js'))
    await this.turn()
    // The file may be requested both as a module and as a file that may have a tag.
    const meanwhile = cache.find(file, code, kind, asked)
    const result = meanwhile ? meanwhile.result : results.make(file, code, compiler, kind, asked)
    return { result, generation: cache.generation }
  }
}
