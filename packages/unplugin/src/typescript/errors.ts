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
