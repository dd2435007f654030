// What `webpack build` does, without another package for its command line.
import { promisify } from 'node:util'
import webpack from 'webpack'
import config from './webpack.config.mjs'

const compiler = webpack(config)
const stats = await promisify(compiler.run.bind(compiler))()
await promisify(compiler.close.bind(compiler))()
if (stats.hasErrors() || stats.hasWarnings()) console.error(stats.toString('errors-warnings'))
if (stats.hasErrors()) process.exitCode = 1
