import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { transform } from 'esbuild'
import { rolldown } from 'rolldown'
import { replacePlugin } from 'rolldown/plugins'
import { rollup, type Plugin } from 'rollup'
import { build, createServer, type InlineConfig } from 'vite'
import { afterAll, describe, expect, test } from 'vitest'
import type { AskText } from '../../src/adapters/builds/asked-texts.js'
import { textsOf } from '../../src/adapters/texts/ask-rollup-text.js'
import { ViteTexts } from '../../src/adapters/texts/vite-texts.js'

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'cachecache-texts-'))).replaceAll('\\', '/')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const main = `${folder}/main.ts`
const helper = `${folder}/helper.ts`
writeFileSync(main, "import { rate } from './helper.ts'\nexport const twice = rate() * 2")
const source = 'enum Unit { One }\nexport const rate = (): number => 1234 + Unit.One'
writeFileSync(helper, source)

type Other = Plugin & { enforce?: 'pre' | 'post' }

/** Asks while `main.ts` is transformed, before the bundler knows its imports. */
function asking(look: (context: object) => AskText | undefined): { plugin: Other; made(): string | undefined } {
  let made: string | undefined
  const plugin = {
    name: 'cachecache',
    enforce: 'pre',
    transform: {
      order: 'pre',
      async handler(this: object, _: string, id: string) {
        if (id === main) made = await look(this)?.(helper, source)
      },
    },
  }
  return { plugin: plugin as never, made: () => made }
}

/** Like `rollup-plugin-esbuild`. */
const compiling: Plugin = { name: 'esbuild', transform: async (code) => (await transform(code, { loader: 'ts' })).code }

async function ofRollup(others: Other[]): Promise<string | undefined> {
  let texts: ReturnType<typeof textsOf>
  const { plugin, made } = asking((context) => texts?.(context))
  plugin.buildStart = (input) => void (texts = textsOf(input.plugins))
  const bundle = await rollup({ input: main, plugins: [plugin, others, compiling] as never })
  await bundle.close()
  return made()
}

async function ofRolldown(others: Other[]): Promise<string | undefined> {
  let texts: ReturnType<typeof textsOf>
  const { plugin, made } = asking((context) => texts?.(context))
  plugin.buildStart = (input) => void (texts = textsOf((input as { plugins: unknown[] }).plugins))
  const bundle = await rolldown({ input: main, plugins: [plugin, others] as never })
  await bundle.generate()
  await bundle.close()
  return made()
}

const viteConfig = (others: Other[]) => {
  const known = new ViteTexts()
  let texts: Awaited<ReturnType<ViteTexts['asking']>>
  const { plugin, made } = asking((context) => texts?.(context))
  Object.assign(plugin, {
    config: ({ plugins }: { plugins: unknown[] }) => known.look(plugins),
    async configResolved({ plugins }: { plugins: { name: string }[] }) {
      texts = await known.asking(plugins)
    },
  })
  const config: InlineConfig = {
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [plugin, Promise.resolve(others)] as never,
    build: { write: false, ssr: main, rollupOptions: { external: ['vue'] } },
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, watch: null, ws: false },
  }
  return { config, made }
}

async function ofVite(others: Other[]): Promise<string | undefined> {
  const { config, made } = viteConfig(others)
  await build(config)
  return made()
}

const inServer = (environment: 'client' | 'ssr') => async (others: Other[]) => {
  const { config, made } = viteConfig(others)
  const server = await createServer(config)
  await server.environments[environment].transformRequest('/main.ts')
  await server.close()
  return made()
}

const hosts = {
  rollup: ofRollup,
  rolldown: ofRolldown,
  vite: ofVite,
  'a page in a server of vite': inServer('client'),
  'a server of vite': inServer('ssr'),
}

const replaced = source.replace('1234', '5')
const replacing = (more: object = {}): Other =>
  ({
    name: 'replaces',
    transform: (code: string, id: string) => (id === helper ? code.replace('1234', '5') : null),
    ...more,
  }) as never

describe.each(Object.entries(hosts))('%s', (_, textBy) => {
  test.each<[string, Other[], string | undefined]>([
    ['no plugin', [], undefined],
    ['a plugin without such hooks', [{ name: 'other', resolveId: () => null }], undefined],
    ['a plugin that leaves it as it is', [replacing({ transform: () => null })], undefined],
    ['what a plugin makes of it', [replacing()], replaced],
    ['before all others', [replacing({ enforce: 'pre' })], replaced],
    ['after all others', [replacing({ enforce: 'post' })], replaced],
    ['an object with text', [replacing({ transform: (code: string) => ({ code: code.replace('1234', '5') }) })], replaced],
    ['what a plugin loads', [{ name: 'loads', load: (id) => (id === helper ? replaced : null) }], replaced],
    [
      'the first that loads',
      [
        { name: 'b', load: (id) => (id === helper ? source.replace('1234', '6') : null) },
        { name: 'a', load: { order: 'pre', handler: (id) => (id === helper ? replaced : null) } },
      ],
      replaced,
    ],
    [
      'each in its turn',
      [
        replacing({ transform: { order: 'post', handler: (code: string) => code.replace('6', '5') } }),
        replacing({ transform: (code: string) => code.replace('7', '6') }),
        replacing({ transform: { order: 'pre', handler: (code: string) => code.replace('1234', '7') } }),
      ],
      replaced,
    ],
    [
      'a filter that takes it',
      [
        replacing({
          transform: { filter: { id: /helper/g, code: '1234' }, handler: (code: string) => code.replace('1234', '5') },
        }),
      ],
      replaced,
    ],
    [
      'a filter that leaves it out',
      [
        replacing({
          transform: {
            filter: { id: { exclude: '**/helper.ts' } },
            handler: (_: string, id: string) => (id === helper ? '5' : null),
          },
        }),
      ],
      undefined,
    ],
    [
      'a hook that asks the bundler',
      [
        replacing({
          async transform(
            this: { resolve(source: string, importer: string): Promise<{ id: string }> },
            code: string,
            id: string,
          ) {
            const found = id === helper && (await this.resolve('./main.ts', id))
            return found && found.id === main ? code.replace('1234', '5') : null
          },
        }),
      ],
      replaced,
    ],
    [
      'a hook that makes a file besides',
      [
        replacing({
          transform(this: { environment?: { mode: string }; emitFile(file: object): string }, code: string) {
            if (this.environment?.mode !== 'dev') this.emitFile({ type: 'asset', name: 'a.txt', source: 'a' })
            return code.replace('1234', '5')
          },
        }),
      ],
      replaced,
    ],
  ])('%s', async (_name, others, text) => {
    expect(await textBy(others)).toBe(text)
  })

  test('a hook that fails leaves it unknown', async () => {
    let calls = 0
    const failing = replacing({
      transform(_: string, id: string) {
        if (id === helper && calls++ === 0) throw new Error('out of turn')
      },
    })
    await expect(textBy([failing])).rejects.toThrow("the plugin 'replaces', which failed when it was asked for it (out of turn)")
  })
})

test('a plugin that sees compiled text gives the source if it does the same there', async () => {
  const parsing = replacing({
    name: 'parses',
    transform: (code: string) => (code.includes('enum') ? null : code.replace('1234', '5')),
  })
  const made = await inServer('ssr')([parsing])
  expect(made).toContain('5 +')
  expect(made).not.toContain('enum')
})

test('a plugin whose change of the source can’t be compiled', async () => {
  const transform = (code: string, id: string) => (id === helper ? code.replace(': number', ': 1 1').replace('1234', '5') : null)
  expect(await inServer('ssr')([replacing({ transform })])).toContain('5 +')
})

test('a plugin of the user may have a name like those of Vite', async () => {
  expect(await ofVite([replacing({ name: 'vite:mine' })])).toBe(replaced)
})

test('a plugin that an environment replaces', async () => {
  const each = { name: 'each', applyToEnvironment: ({ name }: { name: string }) => name === 'ssr' && replacing() }
  expect(await ofVite([each as never])).toBe(replaced)
  expect(await inServer('client')([each as never])).toBe(undefined)
})

test('a plugin of Rolldown in Rust', async () => {
  expect(await ofRolldown([replacePlugin({ 1234: '5' }) as never])).toBe(replaced)
})
