// Loaded by `node --import @cachecache/runtime/files`, and as the first import of emitted code that reads files.
import { installFiles } from './files/observing/install.js'

installFiles()
