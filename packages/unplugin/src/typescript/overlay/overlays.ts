import { overlayOf, type Overlay, type OverlayOptions } from './overlay.js'

/**
 * The first line of the file that `types` writes. A program with overlays must not read that file, because it would replace
 * functions.
 */
export const GENERATED = '// Written by cachecache'

/** The overlays of a program, created as its files are read. */
export interface Overlays {
  /** The text of a file that is passed to the compiler. */
  read(file: string, text: string): string
  /** The overlay of a file that has been read and contains tagged functions. */
  of(file: string): Overlay | undefined
  all(): Iterable<[string, Overlay]>
}

export function createOverlays(options: OverlayOptions = {}): Overlays {
  const overlays = new Map<string, Overlay>()
  return {
    read(file, text) {
      if (file.endsWith('.d.ts')) return text.startsWith(GENERATED) ? 'export {}\n' : text
      const known = overlays.get(file)
      if (known?.original === text) return known.text
      const overlay = overlayOf(file, text, options)
      if (overlay) overlays.set(file, overlay)
      else overlays.delete(file)
      return overlay?.text ?? text
    },
    of: (file) => overlays.get(file),
    all: () => overlays.entries(),
  }
}
