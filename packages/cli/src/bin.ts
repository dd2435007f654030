#!/usr/bin/env node
import { endWithReader, processIo } from './io.js'
import { run } from './run.js'

endWithReader()
void run(process.argv.slice(2), processIo).then((exitCode) => {
  process.exitCode = exitCode
})
