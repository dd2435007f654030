/** Host x (hit, edit, moved), for the documentation. */
export function table(results) {
  const rows = results.map(({ host, cells }) => {
    const versions = cells.map(({ version }) => version).join(', ')
    const all = (step) => cells.length > 0 && cells.every((cell) => cell[step])
    const word = (step, asked) => (host.refused ? '' : !asked ? '–' : all(step) ? 'yes' : 'no')
    const outcome = host.refused
      ? `refused: ${all('refused') ? 'yes' : 'no'} | | `
      : `${word('hit', true)} | ${word('edit', true)} | ${word('moved', host.moved)}`
    return `| ${host.title} | ${versions || '-'} | ${outcome} |`
  })
  return `| host | Node | hit | edit of a helper | moved |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}

/** The table as a page of the documentation. */
export const page = (results) => `# What CI checks

CI installs each of these projects by itself, from packed packages, builds it and runs it twice: the second run is a *hit*. It edits
a helper of the tagged function, and the result must follow. Where something is deployed, it is *moved* away from the project.
\`node examples/hosts/run.mjs --table docs/hosts/table.md\` writes this page.

${table(results)}`

/** What `.ci/count.mjs` reads: one test for each host and version of Node. */
export function jsonReport(results) {
  const files = results.map(({ host, cells, failures }) => ({
    name: host.name,
    status: failures.length > 0 ? 'failed' : 'passed',
    assertionResults: [
      ...failures.map((failure) => ({ title: host.title, status: 'failed', failureMessages: [failure] })),
      ...Array.from({ length: Math.max(0, cells.length - failures.length) }, () => ({ title: host.title, status: 'passed' })),
    ],
  }))
  const count = (status) => files.flatMap((file) => file.assertionResults).filter((test) => test.status === status).length
  return JSON.stringify({
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: files,
  })
}
