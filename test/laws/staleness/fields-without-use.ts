import type { Row } from '../staleness.js'
import { calls, service } from './state-of-this.js'

/** Fields that the results of a method don't depend on: they are no input. */
export const FIELDS_WITHOUT_USE: Row[] = [
  [
    'a field that a method doesn’t read',
    service('more = new WeakMap(); log: any[] = []', 'return x * this.rate'),
    {},
    calls('s.log.push(1)'),
  ],
  [
    'a private field that a method doesn’t read',
    service('#n = new WeakMap(); #k = 2; get() { return this.#n }', 'return x * this.#k'),
    {},
    calls(),
  ],
  ['a private count', service('', 'this.calls++; return x * this.rate'), {}, calls()],
  [
    'a count in a private field',
    service('#n = 0; count() { return this.#n }', 'this.#n += x; return x * this.rate'),
    {},
    calls(),
  ],
  [
    'a promise in a field',
    service('ready = Promise.resolve(1); async wait() { await this.ready }', 'return x * this.rate'),
    {},
    calls(),
  ],
  [
    'a field that the constructor makes',
    service('box: any; constructor() { this.box = new WeakSet() }', 'return x * this.rate'),
    {},
    calls(),
  ],
  [
    'a method that another method calls',
    service('k() { return this.l } get l() { return this.rate } unused = new WeakMap()', 'return x * this.k()'),
    {},
    calls(),
  ],
  [
    'a field of a class that extends an emitter',
    service(
      "done = new WeakSet(); add(f: any) { this.on('x', f) }",
      'return x * this.rate',
      "import { EventEmitter } from 'node:events'",
      'class S extends EventEmitter',
    ),
    {},
    calls("s.add(() => 1); s.emit('x')"),
  ],
  [
    'functions of Node in a field',
    service(
      'by: any = { join: path.join, base: path.basename }',
      'return this.by.base(this.by.join("a", x + ""))',
      "import path from 'node:path'",
    ),
    {},
    calls(),
  ],
]
