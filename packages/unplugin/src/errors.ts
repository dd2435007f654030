import type { SourceModule } from './source/source-module.js'
import type { Diagnostic } from './stages.js'

/** States the problem and what to do. `diagnose` adds the position and the severity. */
export interface Problem {
  code: string
  message: string
}

export function diagnose(
  module: SourceModule,
  offset: number,
  problem: Problem,
  severity: Diagnostic['severity'] = 'error',
): Diagnostic {
  return { ...problem, severity, file: module.file, ...module.position(offset) }
}

const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')
const perhaps = (suggestion: string | undefined) => (suggestion ? ` Did you mean \`${suggestion}\`?` : '')

export const unknownOption = (name: string, known: readonly string[], suggestion?: string): Problem => ({
  code: 'unknown-option',
  message: `\`${name}\` is not an option of @cache.${perhaps(suggestion)} Use one of ${quoted(known)}.`,
})

/** A user error in the plugin's options, thrown when the bundler's configuration is read. */
export class PluginOptionError extends TypeError {
  constructor(
    readonly code: 'unknown-plugin-option' | 'wrong-plugin-option-type' | 'no-loader-option',
    message: string,
  ) {
    super(message)
    this.name = 'PluginOptionError'
  }
}

export const unknownPluginOption = (name: string, known: readonly string[], suggestion?: string): PluginOptionError =>
  new PluginOptionError(
    'unknown-plugin-option',
    `\`${name}\` is not an option of the cachecache plugin.${perhaps(suggestion)} Use one of ${quoted(known)}.`,
  )

export const wrongPluginOption = (name: string, expected: string): PluginOptionError =>
  new PluginOptionError('wrong-plugin-option-type', `The option \`${name}\` of the cachecache plugin must be ${expected}.`)

export const loaderOption = (name: 'runtime' | 'dts'): PluginOptionError =>
  new PluginOptionError(
    'no-loader-option',
    `\`${name}\` is an option of the plugins, but not of \`@cachecache/unplugin/loader\`. ${
      name === 'dts'
        ? 'Run `cachecache types` instead.'
        : "Tell the host which packages stay outside: `serverExternalPackages: ['@cachecache/runtime']` in Next."
    }`,
  )

/** Thrown if Jest's transformer has no transformer to delegate to. */
export const noTransformer = (name: string, folder: string): Error =>
  new Error(
    `\`${name}\`, which is to compile for Jest, is not installed in ${folder}. Run \`npm install -D ${name}\`, or name another one: \`{ transformer: '@swc/jest' }\`.`,
  )

export const noDenoHooks = (): Error =>
  new Error(
    '`@cachecache/unplugin/register` does not run in Deno. ' +
      'Bundle the program with esbuild, Rolldown or Vite and @cachecache/unplugin first, and run the bundle: ' +
      '`deno run --allow-read --allow-write --allow-env dist/main.js`.',
  )

export const BUN_WATCHES =
  'cachecache: tagged functions run uncached, because Bun watches no module that a plugin has loaded: with `--hot` and `--watch`, it would see no edit. ' +
  'To cache them, start the program without these flags.'

export const onlyAsync = (name: string): TypeError =>
  new TypeError(
    `The Jest transformer \`${name}\` has no \`process\`: it compiles ES modules alone. Name one that compiles CommonJS too.`,
  )

export const nuxtWithoutNitro = (): Error =>
  new Error(
    'cachecache: Nuxt builds server routes with Nitro, which has no cachecache plugin, so tagged functions would run uncached there. ' +
      "In nuxt.config, add `nitro: { rollupConfig: { plugins: [cachecache()] } }` with `cachecache` from '@cachecache/unplugin/rollup'.",
  )

/** An error in a tagged module that Node loads without a bundler to report diagnostics. */
export class TagError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'TagError'
  }
}

export const unknownParameter = (name: string, params: readonly string[], suggestion?: string): Problem => ({
  code: 'unknown-parameter',
  message:
    `\`ignore\` contains \`${name}\`, which is not a parameter of this function.${perhaps(suggestion)} ` +
    (params.length > 0 ? `Its parameters are ${quoted(params)}.` : 'The function has no parameters, so remove `ignore`.'),
})

export const badOptions = (reason: string): Problem => ({
  code: 'bad-options',
  message: `The options of @cache aren't an object literal: ${reason}. Write them as \`@cache { ttl: '1h' }\`.`,
})

export const badIgnore = (): Problem => ({
  code: 'bad-options',
  message: "`ignore` isn't a list of names. Write the parameter names as strings: `ignore: ['log']`.",
})

export const badVersion = (): Problem => ({
  code: 'bad-options',
  message: "`version` isn't a number or string literal. Write it as a literal, so that the build can read it: `version: 3`.",
})

export const badOptionType = (name: string, wanted: string, example: string): Problem => ({
  code: 'bad-options',
  message: `\`${name}\` must be ${wanted}. Write it as in \`@cache { ${name}: ${example} }\`.`,
})

export const optionsOutOfScope = (name: string): Problem => ({
  code: 'out-of-scope',
  message: `\`${name}\` is a local variable, but the options of a tag are evaluated in module scope. Move it to the top level of the module.`,
})

export const syntaxError = (reason: string): Problem => ({
  code: 'syntax-error',
  message: `This file can't be parsed, so its tagged functions can't be cached: ${reason}. Fix the syntax, or exclude the file in the plugin's options.`,
})

export const decoratorOnFunction = (): Problem => ({
  code: 'decorator-on-function',
  message: 'JavaScript has no decorators for functions. Tag the function with a comment instead: `/** @cache */`.',
})

export const decoratorOnClass = (name: string): Problem => ({
  code: 'decorator-on-class',
  message: `\`@${name}\` can't cache a class. Decorate the methods that are worth caching.`,
})

export const decoratorOptions = (): Problem => ({
  code: 'decorator-options',
  message: "`@cache` takes no arguments. Write options in a comment: `/** @cache { ttl: '1h' } */`, or decorate with a `Cacher`.",
})

export const constructorTagged = (): Problem => ({
  code: 'constructor',
  message: "A constructor can't be cached: it initializes an object and returns no result. Tag a method or a factory function.",
})

export const accessorTagged = (): Problem => ({
  code: 'accessor',
  message: "An accessor can't be cached. Make it a method, or call a tagged function from it.",
})

export const abstractTagged = (): Problem => ({
  code: 'abstract',
  message: 'An abstract method has no body to cache. Tag the methods that implement it.',
})

export const declarationTagged = (): Problem => ({
  code: 'no-body',
  message: 'This declaration has no body to cache. Tag the function where it is implemented.',
})

export const superCallTagged = (): Problem => ({
  code: 'super-call',
  message:
    "An arrow function that calls `super()` can't be cached: a hit would skip the base constructor. Call `super()` in the constructor itself.",
})

export const severalDeclarators = (): Problem => ({
  code: 'several-declarators',
  message: 'This tag applies to several variables. Declare each function in its own statement and tag it there.',
})

export const noDuration = (text: string): Problem => ({
  code: 'bad-options',
  message: `\`ttl: ${text}\` is not a duration. Use milliseconds, or a string such as \`'90s'\`, \`'1h'\` or \`'7 days'\`.`,
})

export const undeclaredName = (option: string, name: string, suggestion?: string): Problem => ({
  code: 'undeclared-name',
  message:
    `\`${option}\` uses \`${name}\`, which isn't declared.${perhaps(suggestion)} ` +
    (name === 'cache'
      ? "Import it: `import { cache } from '@cachecache/runtime'`."
      : 'Import it, or declare it at the top level of this module.'),
})

export const typeOnlyName = (option: string, name: string): Problem => ({
  code: 'undeclared-name',
  message: `\`${option}\` uses \`${name}\`, which is imported as a type and does not exist at run time. Import it without \`type\`.`,
})

export const looksLikeTag = (written: string, tag: string): Problem => ({
  code: 'looks-like-a-tag',
  message: `\`${written}\` looks like a cachecache tag but isn't one, so this function is not cached. To cache it, write \`${tag}\`; otherwise remove the \`@\`.`,
})

export const tagOverNothing = (): Problem => ({
  code: 'not-a-function',
  message:
    "This tag doesn't precede a function, so nothing is cached. Put it directly before a function, or remove the `@` if this is prose.",
})

export const notAFunction = (what: string): Problem => ({
  code: 'not-a-function',
  message: `This tag applies to ${what}, which is not a function. Put it directly before a function, or remove the \`@\` if this is prose.`,
})

export const compiledBefore = (): Problem => ({
  code: 'compiled-before',
  message:
    '@rollup/plugin-typescript compiles this file while loading it, so the types that say where options go are gone before other plugins see the code. ' +
    'Use a plugin that compiles after loading, such as rollup-plugin-esbuild, @rollup/plugin-sucrase or @rollup/plugin-swc, or build with Rolldown. `cachecache check` checks the types.',
})

export const compiledByLoader = (): Problem => ({
  code: 'compiled-before',
  message:
    'Another loader compiled this file first, so its tags and types are gone. ' +
    'Register cachecache before it: `node --import @cachecache/unplugin/register --import tsx …`.',
})

export const notRewrittenCommonJs = (file: string): Problem => ({
  code: 'commonjs-not-rewritten',
  message:
    `${file} has tagged functions, but was loaded as a CommonJS module that was not rewritten, so they run uncached. ` +
    'Make it an ES module (`"type": "module"` in its package.json), or bundle the program. Without tsx, Node 22.15 and newer rewrite CommonJS modules, too.',
})

export const taggedByPlugin = (): Problem => ({
  code: 'tagged-by-plugin',
  message:
    'Another plugin added a tag to this module, and Vitest would cache the result by the text of the file alone. ' +
    'Set `test: { fsModuleCache: false }` (Vitest 4: `experimental: { fsModuleCache: false }`), or write the tag in the file.',
})

export const missingRuntime = (name: string, folder: string, command: string): Problem => ({
  code: 'missing-runtime',
  message:
    `This file belongs to the package \`${name}\` (${folder}), where \`@cachecache/runtime\` is not installed, so its tagged functions can't run. ` +
    `Install it there: \`${command}\` in ${folder}.`,
})

export const tagNotRewritten = (name: string): Problem => ({
  code: 'tag-not-rewritten',
  message: `\`${name}\` is tagged and part of this build, but it was not rewritten, so it is not cached. The file is excluded in the plugin's options, or another plugin loads it first: put cachecache before that plugin.`,
})

export const lostTags = (plugin: string): Problem => ({
  code: 'lost-tags',
  message: `The plugin '${plugin}' loads this file without its tags, so its functions are not cached. Let that plugin keep comments and decorators, or exclude the file from it.`,
})

export const tagElsewhere = (name: string): Problem => ({
  code: 'tag-not-met',
  message: `\`${name}\` is tagged, but neither this build nor another one on record met it. If a program runs this file, run or build it with cachecache; \`cachecache doctor\` lists all such tags.`,
})

export const taggedTwice = (): Problem => ({
  code: 'tagged-twice',
  message: 'This function is tagged more than once. Keep one tag, with all its options.',
})

export const untrackedFunction = (call: string): Problem => ({
  code: 'untracked-function',
  message: `\`${call.length > 60 ? `${call.slice(0, 57)}...` : call}\` can't be traced to a function in this project, so only its own text is its identity: changes of what it calls aren't seen. Pass a function that calls it: \`cache((x) => load(x))\`.`,
})

export const namesTwice = (name: string): Problem => ({
  code: 'name-declared-twice',
  message: `The generator declares \`${name}\` more than once and uses \`super\` or \`arguments\`. Rename one of the declarations.`,
})
