import { describe } from 'vitest'
import { testTexts } from '../support/changed-texts.js'
import { changingBuilds } from '../support/changing-builds.js'

describe.each(Object.entries(changingBuilds))('%s', (_, build) => testTexts(build, false))
