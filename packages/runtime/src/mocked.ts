// The first import of a test module that mocks, replaces or spies on other code: results in such a test don't correspond to the code.
import { mocks } from './mocks.js'

mocks.active = true
