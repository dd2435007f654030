// `node --import @cachecache/runtime/files`, and the first import of emitted code that reads files.
import { installFiles } from './files/install.js'

installFiles()
