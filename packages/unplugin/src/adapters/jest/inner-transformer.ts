import { createRequire } from 'node:module'
import path from 'node:path'
import { noTransformer, onlyAsync } from '../../errors.js'

/** A package or a file, optionally with its options. */
export type TransformerName = string | [name: string, options: object]

export interface JestConfig {
  rootDir: string
  id?: string
  automock?: boolean
  /** The first pattern that matches decides. */
  moduleNameMapper?: [pattern: string, target: string | string[]][]
  moduleFileExtensions?: string[]
}

/** The parts of Jest's transformer options that are used. */
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

/** Jest's transformer interface. */
export interface Transformer {
  canInstrument?: boolean
  process?(source: string, file: string, options: TransformOptions): TransformedSource
  processAsync?(source: string, file: string, options: TransformOptions): Promise<TransformedSource>
  getCacheKey?(source: string, file: string, options: TransformOptions): string
  createTransformer?(options?: object): Transformer
}

/** The transformer that compiles, called with its own options instead of ours. */
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
    // The same key as Jest computes for a transformer without `getCacheKey`.
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

  /** ts-jest has one compiler for each configuration, identified by object and by text, whatever options a caller passes. */
  private labelled(config: JestConfig): JestConfig {
    let labelled = this.configs.get(config)
    if (!labelled) this.configs.set(config, (labelled = { ...config, id: `${config.id} ${this.label}` }))
    return labelled
  }
}

export interface InnerTransformers {
  /** For modules that were not rewritten. */
  plain: InnerTransformer
  /** For rewritten modules. The same instance, unless it checks types, which only works on the original file. */
  rewritten: InnerTransformer
}

export function loadTransformers(transformer: TransformerName, rootDir: string): InnerTransformers {
  const [name, options] = typeof transformer === 'string' ? [transformer] : transformer
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
    // Jest's own compiler. Some package managers install it where the project can't resolve it.
    try {
      return createRequire(createRequire(project.resolve('jest')).resolve('jest-cli')).resolve(name)
    } catch {
      throw noTransformer(name, rootDir)
    }
  }
}
