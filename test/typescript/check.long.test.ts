import { testCheck } from './support/check-cases.js'

testCheck(6)
