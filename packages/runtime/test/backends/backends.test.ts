import { join } from 'node:path'
import { openBackend, registerBackend } from '../../src/backends/open.js'
import { testContract } from './contract.js'
import { makeScratch } from './scratch.js'

let count = 0

testContract('SQLite folder', () => openBackend(join(makeScratch(), 'cache')), { sync: true })
testContract('SQLite file', () => openBackend(join(makeScratch(), 'cache.db')), { sync: true })
testContract('memory', () => openBackend(`memory:${count++}`), { sync: true })

registerBackend('map:', () => new Map())
testContract('registered Map', () => openBackend(`map://${count++}`), { sync: false })
