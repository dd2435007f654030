import { escapeTime } from './escape.js'
import { encodePng } from './png.js'

const size = 256
const limit = 2000

/**
 * One tile of a map of the Mandelbrot set, as a PNG. At zoom 0 the set is one tile; each level halves the side.
 *
 * @cache
 * @param {number} zoom
 * @param {number} column
 * @param {number} row
 */
export function renderTile(zoom, column, row) {
  const side = 3 / 2 ** zoom
  const left = -2.25 + column * side
  const top = 1.5 - row * side
  const pixels = new Uint8Array(size * size)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const time = escapeTime(left + (x / size) * side, top - (y / size) * side, limit)
      pixels[y * size + x] = time === limit ? 0 : 255 - Math.min(255, Math.round(40 * Math.log2(1 + Math.max(0, time))))
    }
  }
  return encodePng(pixels, size)
}
