import { of, once, type Row } from '../staleness.js'

/** @param change what other code does to a part of Node, and how it is undone */
const held = (what: string, part: string, imports: string, body: string, [change, undo]: [string, string]): Row => [
  `what Node holds: ${what}`,
  of(imports, body),
  {},
  `const m: any = (await import('node:${part}')).default; ${once}; ${change}; ${once}; ${undo}; ${once}`,
]

const EVENTS = "import { EventEmitter, getMaxListeners } from 'node:events'\nclass Own extends EventEmitter {}"
const listeners: [string, string] = [
  'const { defaultMaxListeners: own } = m; m.defaultMaxListeners = 33',
  'm.defaultMaxListeners = own',
]
const marks: [string, string] = [
  'const own = m.getDefaultHighWaterMark(false); m.setDefaultHighWaterMark(false, 33)',
  'm.setDefaultHighWaterMark(false, own)',
]
const depth: [string, string] = ['m.inspect.defaultOptions.depth = 0', 'm.inspect.defaultOptions.depth = 2']
const CHANNEL = "import dc from 'node:diagnostics_channel'"
const subscribed: [string, string] = ['const on = () => {}; m.subscribe("law", on)', 'm.unsubscribe("law", on)']
const put: [string, string] = ['m.law = 1', 'delete m.law']
const NEST = '{ a: { b: { c: 1 } } }'

export const STATE_OF_NODE: Row[] = [
  held('listeners of an emitter', 'events', EVENTS, 'new EventEmitter().getMaxListeners()', listeners),
  held('listeners of an emitter of a class', 'events', EVENTS, 'new Own().getMaxListeners()', listeners),
  held('listeners that a function tells', 'events', EVENTS, 'getMaxListeners(new EventEmitter())', listeners),
  held('a method of an emitter in a pattern', 'events', EVENTS, '(() => { const e = new Own(), { getMaxListeners: get } = e; return get.call(e) })()', listeners),
  held('the mark of a reader', 'stream', "import { Readable } from 'node:stream'", 'new Readable().readableHighWaterMark', marks),
  held('the mark of a writer', 'stream', "import { Writable } from 'node:stream'", '(() => { const { writableHighWaterMark: mark } = new Writable(); return mark })()', marks),
  held('sockets of an agent', 'http', "import http from 'node:http'", 'String(new http.Agent().maxSockets)', ['m.Agent.defaultMaxSockets = 5', 'm.Agent.defaultMaxSockets = Infinity']),
  held('how values are shown', 'util', "import { formatWithOptions } from 'node:util'", `formatWithOptions({}, '%O', ${NEST})`, depth),
  held('how values are shown, by an old name', 'util', "import sys from 'node:sys'", `sys.inspect(${NEST})`, depth),
  held(
    'how a console shows values', 'util',
    `import { Console } from 'node:console'\nimport { Writable } from 'node:stream'\nfunction shown(v: any) { let t = ''; const c = new Console(new Writable({ write(b, _, cb) { t += b; cb() } })); c.log(v); return t }`,
    `shown(${NEST})`, depth,
  ),
  held('how much of bytes is shown', 'buffer', "import { inspect } from 'node:util'", 'inspect(Buffer.from("abcdef"))', ['m.INSPECT_MAX_BYTES = 2', 'm.INSPECT_MAX_BYTES = 50']),
  held('the size of a pool', 'buffer', '', 'Buffer.poolSize', ['m.Buffer.poolSize = 5', 'm.Buffer.poolSize = 8192']),
  held('listeners of the process', 'process', '', "process.listenerCount('law')", ['const on = () => {}; m.on("law", on)', 'm.off("law", on)']),
  held('listeners of a channel', 'diagnostics_channel', CHANNEL, "dc.channel('law').hasSubscribers", subscribed),
  held('listeners of a channel in a variable', 'diagnostics_channel', CHANNEL, "(() => { const c = dc.channel('law'); return c.hasSubscribers })()", subscribed),
  held('listeners of a channel of the module', 'diagnostics_channel', `${CHANNEL}\nconst c = dc.channel('law')`, 'c.hasSubscribers', subscribed),
  ...['fs', 'assert', 'child_process', 'timers', 'readline', 'v8', 'util/types', 'dns/promises'].map((part) =>
    held(`a member that others put into ${part}`, part, `import part from 'node:${part}'`, '(part as any).law', put),
  ),
] // prettier-ignore
