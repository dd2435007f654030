import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Runs a command to its end. @returns its exit code (`null` when it had to be stopped) and all that it printed */
export async function run(command, args, options) {
  const child = start(command, args, options)
  return child.ended
}

/** Starts a server, asks it for one page, and stops it. @returns what it printed, the page included */
export async function serve(command, args, { page = '/', ...options }) {
  const port = await freePort()
  const fill = (text) => text.replaceAll('PORT', String(port))
  const env = { ...options.env, PORT: String(port), NITRO_PORT: String(port), HOST: '127.0.0.1', HOSTNAME: '127.0.0.1' }
  const server = start(command, args.map(fill), { ...options, env })
  let answer = ''
  try {
    answer = await firstAnswer(`http://127.0.0.1:${port}${page}`, server)
  } finally {
    server.stop()
  }
  const { output } = await server.ended
  // Pages carry all sorts of scripts.
  const told = /result \d+/.exec(answer)?.[0] ?? answer.slice(0, 2000)
  return { code: answer === '' ? 1 : 0, output: `${output}\n${told}` }
}

async function firstAnswer(url, server) {
  for (;;) {
    if (server.isEnded()) return ''
    try {
      const response = await fetch(url)
      return await response.text()
    } catch {
      // It does not listen yet. `start` ends it when its time is over.
      await sleep(100)
    }
  }
}

function start(command, args, { cwd, env, limit = 120 }) {
  // A group of its own: tools start servers and workers below them.
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let isEnded = false
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
  const timer = setTimeout(() => {
    output += `\n(stopped after ${limit} s)`
    stop()
  }, limit * 1000)
  const ended = new Promise((resolve) => {
    const end = (code) => {
      isEnded = true
      clearTimeout(timer)
      resolve({ code, output })
    }
    child.on('error', (error) => {
      output += String(error)
      end(null)
    })
    child.on('close', end)
  })
  return { ended, stop, isEnded: () => isEnded }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
