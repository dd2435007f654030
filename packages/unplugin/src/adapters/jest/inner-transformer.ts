import { createRequire } from 'node:module'
import path from 'node:path'
import { noTransformer, onlyAsync } from '../../errors.js'

/** A package or a file, or the same with its options. */
export type TransformerName = string | [name: string, options: object]

interface JestConfig {
  rootDir: string
  id?: string
}

/** What is used of the options that Jest hands to a transformer. */
export interface TransformOptions {
  config: JestConfig
  configString: string
  instrument: boolean
  supportsStaticESM: boolean
  transformerConfig?: unknown
}

export interface TransformedSource {
  code: string
  map?: unknown
}

/** A transformer as Jest takes it. */
export interface Transformer {
  canInstrument?: boolean
  process?(source: string, file: string, options: TransformOptions): TransformedSource
  processAsync?(source: string, file: string, options: TransformOptions): Promise<TransformedSource>
  getCacheKey?(source: string, file: string, options: TransformOptions): string
  createTransformer?(options?: object): Transformer
}

/** The transformer that compiles, with its own options in place of ours. */
export class InnerTransformer {
  private readonly configs = new WeakMap<object, JestConfig>()

  constructor(
    private readonly name: string,
    private readonly options: object | undefined,
    private readonly transformer: Transformer,
    private readonly label = '',
  ) {}

  process(source: string, file: string, jest: TransformOptions): TransformedSource {
    if (!this.transformer.process) throw onlyAsync(this.name)
    return this.transformer.process(source, file, this.own(jest))
  }

  async processAsync(source: string, file: string, jest: TransformOptions): Promise<TransformedSource> {
    const { transformer } = this
    return transformer.processAsync ? transformer.processAsync(source, file, this.own(jest)) : this.process(source, file, jest)
  }

  getCacheKey(source: string, file: string, jest: TransformOptions): string {
    if (this.transformer.getCacheKey) return this.transformer.getCacheKey(source, file, this.own(jest))
    // As Jest makes it for a transformer that has no key of its own.
    const { configString, instrument, supportsStaticESM } = jest
    return JSON.stringify([this.name, this.options, source, file, configString, instrument, supportsStaticESM, process.version])
  }

  private own(jest: TransformOptions): TransformOptions {
    return {
      ...jest,
      config: this.label === '' ? jest.config : this.labelled(jest.config),
      transformerConfig: this.options ?? {},
    }
  }

  /** ts-jest has one compiler for each configuration, by its identity and by its text, whoever asks with which options. */
  private labelled(config: JestConfig): JestConfig {
    let labelled = this.configs.get(config)
    if (!labelled) this.configs.set(config, (labelled = { ...config, id: `${config.id} ${this.label}` }))
    return labelled
  }
}

export interface InnerTransformers {
  /** For modules as they stand in their files. */
  plain: InnerTransformer
  /** For modules that were rewritten; the same one, unless it checks types, which only the file has. */
  rewritten: InnerTransformer
}

export function loadTransformers(given: TransformerName, rootDir: string): InnerTransformers {
  const [name, options] = typeof given === 'string' ? [given] : given
  const module = requireFrom(rootDir, name)
  const make = (own: object | undefined, label?: string) =>
    new InnerTransformer(name, own, module.createTransformer ? module.createTransformer(own) : module, label)
  const plain = make(options)
  return { plain, rewritten: /\bts-jest\b/.test(name) ? make({ ...options, diagnostics: false }, 'rewritten') : plain }
}

function requireFrom(rootDir: string, name: string): Transformer {
  const project = createRequire(path.join(rootDir, 'package.json'))
  const loaded = project(findTransformer(project, rootDir, name)) as Transformer & { default?: Transformer }
  const { createTransformer, process, processAsync } = loaded
  return createTransformer || process || processAsync ? loaded : (loaded.default ?? loaded)
}

function findTransformer(project: NodeJS.Require, rootDir: string, name: string): string {
  try {
    return project.resolve(name.replace('<rootDir>', rootDir))
  } catch {
    // Jest's own compiler, which not every package manager puts where projects find it.
    try {
      return createRequire(createRequire(project.resolve('jest')).resolve('jest-cli')).resolve(name)
    } catch {
      throw noTransformer(name, rootDir)
    }
  }
}
