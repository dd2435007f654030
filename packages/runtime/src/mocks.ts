import { shared } from './shared.js'

/** Whether a test may have replaced code of this program. If so, no call reads or writes. */
export const mocks: { active: boolean } = /* @__PURE__ */ shared('mocks.1', () => ({ active: false }))
