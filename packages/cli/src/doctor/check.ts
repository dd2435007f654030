/** What one look at a project or machine found. */
export interface Check {
  /** `plugin`, `tags`, `versions`, `runtimes`, `sqlite`, `place`, `npx`. */
  name: string
  /** A note is worth knowing and no problem. */
  status: 'fine' | 'note' | 'problem'
  /** What is so, and for a problem what to do. */
  message: string
}

export const fine = (name: string, message: string): Check => ({ name, status: 'fine', message })
export const note = (name: string, message: string): Check => ({ name, status: 'note', message })
export const problem = (name: string, message: string): Check => ({ name, status: 'problem', message })
