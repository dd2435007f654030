import cachecache from '@cachecache/unplugin/webpack'

export default {
  mode: 'production',
  target: 'node20',
  context: import.meta.dirname,
  entry: './src/server.js',
  output: { filename: 'server.cjs' },
  devtool: 'source-map',
  plugins: [cachecache()],
}
