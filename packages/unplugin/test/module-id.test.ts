import { expect, test } from 'vitest'
import { fileOf } from '../src/module-id.js'

test.each([
  ['C:\\app\\report.ts?v=1#x', 'C:/app/report.ts'],
  ['/app/report.ts#x', '/app/report.ts'],
  ['/app/App.vue?vue&type=script&lang.ts', '/app/App.vue'],
  ['/app/f #1.js', '/app/f #1.js'],
  ['/home/me/c#/src/report.ts', '/home/me/c#/src/report.ts'],
  ['/home/me/v1.c#/src/report.ts#x', '/home/me/v1.c#/src/report.ts'],
])('the file behind the module id %s', (id, file) => {
  expect(fileOf(id)).toBe(file)
})
