// One of these is enough: each compiles with another package.
const compiledBy = (displayName, transformer) => ({
  displayName,
  transform: { '\\.[jt]sx?$': ['@cachecache/unplugin/jest', { transformer }] },
})

module.exports = {
  projects: [
    compiledBy('swc', '@swc/jest'),
    compiledBy('babel', [
      'babel-jest',
      { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] },
    ]),
    compiledBy('ts-jest', 'ts-jest'),
  ],
}
