/** The lines that `tsc --watch` prints around each run. */
export function watchStatus({ pretty, write }: { pretty: boolean; write(text: string): void }) {
  const line = (text: string, after: string) => {
    const time = new Date().toLocaleTimeString('en-US')
    write(pretty ? `[\u001b[90m${time}\u001b[0m] ${text}\n${after}` : `${time} - ${text}${after}`)
  }
  return {
    start: () => line('Starting compilation in watch mode...', '\n\n'),
    change: () => line('File change detected. Starting incremental compilation...', '\n\n'),
    done: (errors: number) => line(`Found ${errors} ${errors === 1 ? 'error' : 'errors'}. Watching for file changes.`, '\n\n'),
  }
}
