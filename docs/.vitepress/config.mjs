import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitepress'

const docs = new URL('../', import.meta.url)

/** The pages of a folder, in the given order; what is not named follows by title. */
function pages(folder, first = []) {
  const names = readdirSync(new URL(`${folder}/`, docs))
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => name.slice(0, -3))
  const rest = names
    .filter((name) => !first.includes(name))
    .sort((a, b) => titleOf(folder, a).localeCompare(titleOf(folder, b), 'en'))
  return [...first.filter((name) => names.includes(name)), ...rest].map((name) => ({
    text: titleOf(folder, name),
    link: `/${folder}/${name}`,
  }))
}

function titleOf(folder, name) {
  return /^# (.*)$/m.exec(readFileSync(new URL(`${folder}/${name}.md`, docs), 'utf8'))?.[1].replaceAll('`', '') ?? name
}

const guide = [
  'start',
  'tagging',
  'calling',
  'typed-call-sites',
  'places',
  'versions',
  'files',
  'values',
  'freshness',
  'teams',
  'ci-and-tests',
  'failures',
]

export default defineConfig({
  title: 'cachecache',
  description: 'Durable function caching for JavaScript and TypeScript',
  cleanUrls: true,
  srcExclude: ['README.md', 'node_modules/**'],
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/guide/start' },
      { text: 'Hosts', link: '/hosts/' },
      { text: 'Recipes', link: '/recipes/model-calls' },
      { text: 'Reference', link: '/reference/tag-options' },
    ],
    sidebar: [
      { text: 'Guide', items: pages('guide', guide) },
      { text: 'Hosts', items: [{ text: 'Overview', link: '/hosts/' }, ...pages('hosts')] },
      { text: 'Recipes', items: pages('recipes') },
      {
        text: 'Reference',
        items: pages('reference', [
          'tag-options',
          'call-options',
          'plugin-options',
          'runtime',
          'cli',
          'environment',
          'events',
          'errors',
        ]),
      },
      {
        text: 'More',
        items: ['comparison', 'performance', 'security'].map((name) => ({ text: titleOf('.', name), link: `/${name}` })),
      },
      { text: 'Internals', collapsed: true, items: pages('internals') },
      { text: 'Decisions', collapsed: true, items: [{ text: 'Overview', link: '/decisions/' }, ...pages('decisions')] },
    ],
  },
})
