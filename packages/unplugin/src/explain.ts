export * from './explain-functions.js'
export { explainSince, RevisionError, type Move, type SinceRevision } from './explain-since.js'
