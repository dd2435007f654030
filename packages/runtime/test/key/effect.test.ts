import { expect, test } from 'vitest'
import { effect, known } from '../../src/generated.js'

// A method that is called for its effect alone counts only if another one has been put in its place.

class Log {
  static all() {}
  info() {}
}
known(Log, 'log')
const other = () => {}

test.each<[what: string, object: unknown, name: string, counts: unknown]>([
  ['a static method', Log, 'all', 'own'],
  ['a static method of a class that is not known', class { static all() {} }, 'all', expect.any(Function)], // prettier-ignore
  ['a method of the class', new Log(), 'info', 'own'],
  ['a method of the instance', Object.assign(new Log(), { info: other }), 'info', other],
  ['no method any more', Object.assign(new Log(), { info: undefined }), 'info', undefined],
  ['no object', undefined, 'info', undefined],
])('%s', (_, object, name, counts) => expect(effect(object, name)).toEqual(counts))
