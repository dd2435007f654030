#!/usr/bin/env node
import { processIo } from './io.js'
import { run } from './run.js'

void run(process.argv.slice(2), processIo).then((exitCode) => {
  process.exitCode = exitCode
})
