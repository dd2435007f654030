// Loaded with --import into every process of an example: one line for each tagged call.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

const file = process.env.RECORDED_CALLS
if (file) subscribe('cachecache:call', ({ id, status }) => appendFileSync(file, `${id.slice(id.indexOf('#') + 1)} ${status}\n`))
