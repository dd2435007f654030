import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'

// Every global class there is: its instances are keyed by all that they hold, or the call runs uncached.

interface Survey {
  classes: number
  keyed: string[]
  refused: string[]
  problems: string[]
}

const keyedEverywhere = [
  'AggregateError', 'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DOMException', 'DataView', 'Date', 'Error', 'EvalError', 'Float32Array', 'Float64Array',
  'Int16Array', 'Int32Array', 'Int8Array', 'Map', 'Number', 'Object', 'RangeError', 'ReferenceError', 'RegExp', 'Set', 'String', 'SyntaxError', 'TypeError',
  'URIError', 'URL', 'URLSearchParams', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray',
] // prettier-ignore

async function bundle(platform: 'node' | 'browser'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../support/survey-classes.mjs', import.meta.url))],
    bundle: true,
    write: false,
    format: platform === 'node' ? 'esm' : 'iife',
    globalName: 'surveyed',
    platform,
    ...(platform === 'node' ? { packages: 'external' as const } : {}),
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}

function check(survey: Survey): void {
  console.log(
    `${survey.classes} global classes; keyed: ${survey.keyed.join(' ')}; refused with instances at hand: ${survey.refused.join(' ')}`,
  )
  expect(survey.problems).toEqual([])
  expect(keyedEverywhere.filter((name) => !survey.keyed.includes(name))).toEqual([])
  expect(survey.refused.length).toBeGreaterThan(20)
}

test('of this Node', async () => {
  const script = `${await bundle('node')}\nconsole.log(JSON.stringify(await survey()))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--no-warnings', '--eval', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  })
  check(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Survey)
})

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

test.skipIf(!existsSync(executablePath))(`of Chromium; skipped where there is none at ${executablePath}`, async () => {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: `${await bundle('browser')}\nglobalThis.surveyClasses = surveyed.survey` })
    const survey = await page.evaluate(() => (globalThis as unknown as { surveyClasses(): unknown }).surveyClasses())
    check(survey as Survey)
    expect((survey as Survey).classes).toBeGreaterThan(500)
  } finally {
    await browser.close()
  }
})
