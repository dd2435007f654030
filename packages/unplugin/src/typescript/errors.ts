/** A mistake in how the typed side was called. */
export class CallSiteError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'CallSiteError'
  }
}

export const noSuchProject = (given: string) =>
  new CallSiteError(
    'no-such-project',
    `The project \`${given}\` does not exist. Give -p the path of a tsconfig file or of its folder.`,
  )

export const noProjectAt = (given: string) =>
  new CallSiteError(
    'no-project',
    `There is no tsconfig.json in \`${given}\`. Give -p the path of a tsconfig file or of its folder.`,
  )

export const noProject = (cwd: string) =>
  new CallSiteError('no-project', `There is no tsconfig.json in \`${cwd}\` nor in a folder above. Name one with -p.`)

export const augmentationsInDeclarations = (config: string) =>
  new CallSiteError(
    'augmentations-in-declarations',
    `${config} emits declarations, and from those the augmentations would remove the tagged functions. ` +
      'Declare `options?: CacheOptions` in the functions that you publish, or emit with `cachecache check --declaration --outDir <folder>`.',
  )

export const noDeclarationFile = (out: string) =>
  new CallSiteError(
    'no-declaration-file',
    `The types cannot go to \`${out}\`. Name a file that ends in .d.ts, such as cachecache.d.ts.`,
  )
