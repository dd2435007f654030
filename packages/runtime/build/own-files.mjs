import { dirname, relative } from 'node:path'

/** Leaves what the modules of this package import from each other outside of each of them: packages alone are bundled. */
export const ownFiles = {
  name: 'own-files',
  setup({ onResolve }) {
    const src = `${process.cwd()}/src`
    onResolve({ filter: /^\.{1,2}\// }, ({ path, importer }) =>
      importer.startsWith(`${src}/`) ? { path, external: true } : undefined,
    )
    onResolve({ filter: /^#/ }, ({ path, importer }) => {
      const below = relative(dirname(importer), `${src}/${path.slice(1)}/browser.js`)
      return { path: below.startsWith('.') ? below : `./${below}`, external: true }
    })
  },
}
