// Loaded into the analysis with --import: reports every tagged call to the process that started it.
import { subscribe } from 'node:diagnostics_channel'

subscribe('cachecache:call', ({ id, status }) => process.send?.({ id, status }))
