import type { Call } from './call-state.js'

/**
 * Rides in the options of a call and asks for its key only. The tagged function's own prologue answers, so that
 * defaults, patterns and the options slot need no second implementation; the body does not run.
 */
export interface Probe {
  /** Set by the prologue; absent where the call would run uncached. */
  call?: Call
}
