import { cachecache } from './plugin.js'

export default cachecache.esbuild
