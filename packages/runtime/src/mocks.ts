import { shared } from './shared.js'

/** Whether code of this program may be replaced by a test's: then no call reads or writes. */
export const mocks: { active: boolean } = /* @__PURE__ */ shared('mocks.1', () => ({ active: false }))
