/** A user error in a call of the type-checking API. */
export class CallSiteError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'CallSiteError'
  }
}

export const noSuchProject = (path: string) =>
  new CallSiteError(
    'no-such-project',
    `The project \`${path}\` does not exist. Pass the path of a tsconfig file or its folder with -p.`,
  )

export const noProjectAt = (path: string) =>
  new CallSiteError(
    'no-project',
    `There is no tsconfig.json in \`${path}\`. Pass the path of a tsconfig file or its folder with -p.`,
  )

export const noProject = (cwd: string) =>
  new CallSiteError('no-project', `There is no tsconfig.json in \`${cwd}\` or above. Pass one with -p.`)

export const augmentationsInDeclarations = (config: string) =>
  new CallSiteError(
    'augmentations-in-declarations',
    `${config} emits declarations, and the augmentations would remove the tagged functions from them. ` +
      'Declare `options?: CacheOptions` in the published functions, or emit with `cachecache check --declaration --outDir <folder>`.',
  )

export const noDeclarationFile = (out: string) =>
  new CallSiteError(
    'no-declaration-file',
    `The types can't be written to \`${out}\`. Use a file name that ends in .d.ts, such as cachecache.d.ts.`,
  )
