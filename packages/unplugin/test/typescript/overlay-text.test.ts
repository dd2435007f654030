import { describe, expect, test } from 'vitest'
import { carryInsertions, overlayText } from '../../src/typescript/overlay/overlay-text.js'

const original = 'f(a)\r\n😀 g()'
const overlay = overlayText(original, [
  { at: original.indexOf(')', 8), text: 'o' },
  { at: 3, text: ', o' },
  { at: 3, text: '!' },
])

describe('an overlaid text', () => {
  test('has its insertions in order', () => expect(overlay.text).toBe('f(a, o!)\r\n😀 g(o)'))

  test('leads each character of the original there and back', () => {
    for (let offset = 0; offset < original.length; offset++) {
      const there = overlay.toOverlaid(offset)
      expect(overlay.text[there]).toBe(original[offset])
      expect(overlay.toOriginal(there)).toEqual({ offset, inserted: false })
    }
  })

  test('names the place of what was inserted', () => expect(overlay.toOriginal(5)).toEqual({ offset: 3, inserted: true }))

  const RANGES: [string, string, [number, number] | undefined][] = [
    ['before', 'f(a', [0, 3]],
    ['wholly inserted', ', o!', undefined],
    ['part of an insertion', 'o', undefined],
    ['around an insertion', '(a, o!)', [1, 4]],
    ['into an insertion', 'a, ', [2, 3]],
    ['out of an insertion', '!)', [3, 4]],
    ['behind', 'g', [9, 10]],
  ]
  test.each(RANGES)('maps a range %s', (_, text, range) => {
    const start = overlay.text.indexOf(text)
    expect(overlay.rangeToOriginal(start, start + text.length)).toEqual(range && { start: range[0], end: range[1] })
  })

  test('maps an empty range', () => expect(overlay.rangeToOriginal(8, 8)).toEqual({ start: 4, end: 4 }))
})

describe('insertions are carried to a later text', () => {
  const before = overlayText('f(a) { } g()', [
    { at: 3, text: ', o' },
    { at: 11, text: 'o' },
  ])
  test('around the change', () =>
    expect(overlayText('f(a) { x. } g()', carryInsertions(before, 'f(a) { x. } g()')).text).toBe('f(a, o) { x. } g(o)'))
  test('but not within it', () => expect(carryInsertions(before, 'f( g()')).toEqual([{ at: 5, text: 'o' }]))
})
