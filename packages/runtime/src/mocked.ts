// The first import of a test's module that mocks, replaces or spies on other code: what such a test computes is not what the code means.
import { mocks } from './mocks.js'

mocks.active = true
