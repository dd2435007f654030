import { describe, expect, test } from 'vitest'
import { identityOf } from './identity-of.js'

const f = (body: string, imports = '') => `${imports}\n/** @cache */\nexport const f = (x: any): any => ${body}`
const expressions = (source: string) => identityOf(source).inputs.map(({ expression }) => expression)

describe('state of a web page', () => {
  test.each<[body: string, inputs: string[]]>([
    ['location.pathname', ['location.pathname']],
    ['window.location.search.slice(1)', ['window.location.search']],
    ['document.documentElement.lang', ['document.documentElement.lang']],
    ['document.querySelector(x)', ['document']],
    ["document.createElement('p').tagName", []],
    ["localStorage.getItem('theme')", ['localStorage.getItem("theme")']],
    ['localStorage.getItem(x)', ['localStorage']],
    ['sessionStorage.theme', ['sessionStorage.theme']],
    ["typeof document === 'undefined'", ['typeof document']],
    ["typeof window.document === 'undefined'", ['typeof window.document']],
    ['window.innerWidth', ['window.innerWidth']],
    ['navigator.language', ['navigator.language']],
    ['new URL(x).pathname', []],
  ])('%s', (body, inputs) => expect(expressions(f(body))).toEqual(inputs))
})

describe('what functions of Node read by themselves', () => {
  const names = (source: string) => identityOf(source).inputs.map(({ name }) => name)
  test.each<[imports: string, body: string, inputs: string[]]>([
    ["import { parseArgs } from 'node:util'", 'parseArgs({ options: x })', ['process.argv']],
    ["import { parseArgs } from 'node:util'", 'parseArgs({ args: x })', []],
    ["import util from 'node:util'", 'util.parseArgs(x)', ['process.argv']],
    ["import { parseArgs } from 'node:util'", '[x].map(parseArgs)', ['process.argv']],
    ["import { styleText } from 'node:util'", "styleText('red', x)", ['util.styleText']],
    ["import cluster from 'node:cluster'", 'cluster.isPrimary && cluster.worker.id', ['cluster.isPrimary', 'cluster.worker']],
    ["import { isatty } from 'node:tty'", 'isatty(1)', ['tty.isatty(0)', 'tty.isatty(1)', 'tty.isatty(2)']],
    ['', 'process.stdin.isTTY', ['tty.isatty(0)']],
    ["import { resolve } from 'node:path'", '[x].map(resolve)', ['process.cwd()']],
    ["import path from 'node:path'\nconst { resolve } = path", '[x].map(resolve)', ['process.cwd()']],
    ["const { homedir } = require('node:os')", '[x].map(homedir)', ['os.homedir']],
  ])('%s %s', (imports, body, inputs) => expect(names(f(body, imports)).toSorted()).toEqual(inputs))
})

describe('standard input makes every call run uncached', () => {
  test.each<[imports: string, body: string]>([
    ["import { text } from 'node:stream/consumers'", 'text(process.stdin)'],
    ['', "process.stdin.on('data', x)"],
    ["import { stdin } from 'node:process'", '({ input: stdin })'],
    ["import { stdin } from 'node:process'", 'stdin.read()'],
    ['const { stdin } = process', 'x(stdin)'],
  ])('%s %s', (imports, body) =>
    expect(identityOf(f(body, imports)).uncached).toContain('`process.stdin`, which can be read only once'),
  )

  test('its descriptor holds nothing', () => expect(identityOf(f('process.stdin.fd')).uncached).toBeUndefined())
})
