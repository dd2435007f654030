/** Entry of what is known of a project's builds, for the command line. */
export { readBuildRecords, type BuildRecord, type LastBuild } from './kept/build-records.js'
export type { AliasRule, BuildSettings, JsxSettings } from './surroundings/build-settings.js'
