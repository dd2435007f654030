/** The result of one check of a project or machine. */
export interface Check {
  /** `plugin`, `tags`, `versions`, `runtimes`, `sqlite`, `place`, `npx`. */
  name: string
  /** A note is information, not a problem. */
  status: 'fine' | 'note' | 'problem'
  /** The finding, and for a problem what to do. */
  message: string
}

export const fine = (name: string, message: string): Check => ({ name, status: 'fine', message })
export const note = (name: string, message: string): Check => ({ name, status: 'note', message })
export const problem = (name: string, message: string): Check => ({ name, status: 'problem', message })
