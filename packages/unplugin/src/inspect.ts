/** The entry for the command line: information about a project and its builds. */
export { findTags, type FoundTag } from './find/tagged-files.js'
export { readBuildRecords, type BuildRecord, type LastBuild } from './build-cache/build-records.js'
export { findPackageManager, installCommand, type PackageManager } from './surroundings/package-manager.js'
export type { AliasRule, BuildSettings, JsxSettings } from './surroundings/build-settings.js'
