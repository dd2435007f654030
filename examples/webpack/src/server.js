import { createServer } from 'node:http'
import { renderTile } from './tile.js'

const server = createServer((request, response) => {
  const [, zoom, column, row] = /^\/(\d{1,2})\/(\d{1,9})\/(\d{1,9})\.png$/.exec(request.url ?? '') ?? []
  if (!zoom) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Ask for /<zoom>/<column>/<row>.png, for instance /3/2/3.png\n')
    return
  }
  const started = performance.now()
  const tile = renderTile(Number(zoom), Number(column), Number(row))
  const spent = (performance.now() - started).toFixed(1)
  response.writeHead(200, { 'content-type': 'image/png', 'server-timing': `tile;dur=${spent}` }).end(tile)
})

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  console.log(`http://127.0.0.1:${port}/3/2/3.png`)
})
