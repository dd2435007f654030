import { setInlineRecording, unrecorded } from '../files/observing/recordings.js'

// The functions of `node:fs` for the runtime itself. A tagged body may call another tagged function; what the store of that reads and
// writes is no input of the body.

type Fs = typeof import('node:fs')

/** Runs a synchronous function of which no recording takes notice. */
export function unrecordedly<R>(run: () => R): R {
  const around = setInlineRecording(unrecorded)
  try {
    return run()
  } finally {
    setInlineRecording(around)
  }
}

function own<Name extends keyof Fs>(name: Name): Fs[Name] {
  const call = (...args: unknown[]): unknown =>
    unrecordedly(() =>
      Reflect.apply(process.getBuiltinModule('node:fs')[name] as (...args: unknown[]) => unknown, undefined, args),
    )
  return call as unknown as Fs[Name]
}

export const accessSync = /* @__PURE__ */ own('accessSync')
export const close = /* @__PURE__ */ own('close')
export const closeSync = /* @__PURE__ */ own('closeSync')
export const existsSync = /* @__PURE__ */ own('existsSync')
export const fdatasync = /* @__PURE__ */ own('fdatasync')
export const fstatSync = /* @__PURE__ */ own('fstatSync')
export const lstatSync = /* @__PURE__ */ own('lstatSync')
export const mkdirSync = /* @__PURE__ */ own('mkdirSync')
export const openSync = /* @__PURE__ */ own('openSync')
export const readFileSync = /* @__PURE__ */ own('readFileSync')
export const readSync = /* @__PURE__ */ own('readSync')
export const readdirSync = /* @__PURE__ */ own('readdirSync')
export const readlinkSync = /* @__PURE__ */ own('readlinkSync')
export const renameSync = /* @__PURE__ */ own('renameSync')
export const rmSync = /* @__PURE__ */ own('rmSync')
export const rmdirSync = /* @__PURE__ */ own('rmdirSync')
export const statSync = /* @__PURE__ */ own('statSync')
export const statfsSync = /* @__PURE__ */ own('statfsSync')
export const writeFileSync = /* @__PURE__ */ own('writeFileSync')
export const writeSync = /* @__PURE__ */ own('writeSync')
