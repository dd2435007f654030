import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import tar from 'tar-fs'

interface Manifest {
  name: string
  version: string
}

/** Something that can be installed: a packed tarball, or a folder that is already installed here. */
interface Source {
  manifest: Manifest
  tarball?: string
  folder?: string
}

export interface LoopbackRegistry extends AsyncDisposable {
  url: string
}

/**
 * An npm registry on the loopback interface that knows what is installed in the repository, and the given tarballs: `npm i`
 * in a scratch project then does all it does for a stranger, but needs no network.
 */
export async function startRegistry(repository: string, packed: Map<Manifest, string>): Promise<LoopbackRegistry> {
  const sources = await installedPackages(repository)
  for (const [manifest, tarball] of packed) sources.set(manifest.name, new Map([[manifest.version, { manifest, tarball }]]))

  const server = createServer((request, response) => {
    const [name = '', version] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('/-/')
    const versions = sources.get(name)
    if (!versions) response.writeHead(404).end('{"error":"not found"}')
    else if (version === undefined) response.end(JSON.stringify(packument(name, versions, url)))
    // npm gave up on the download, or sees it cut off and says so.
    else send(versions.get(basename(version, '.tgz')), response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function installedPackages(repository: string): Promise<Map<string, Map<string, Source>>> {
  const lock = JSON.parse(await readFile(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { link?: boolean }>
  }
  const sources = new Map<string, Map<string, Source>>()
  // Shallow ones first: the version in the root's node_modules becomes `latest`.
  const places = Object.keys(lock.packages).sort((a, b) => a.split('node_modules/').length - b.split('node_modules/').length)
  for (const place of places) {
    const folder = join(repository, place)
    if (!place.includes('node_modules/') || lock.packages[place]!.link || !existsSync(join(folder, 'package.json'))) continue
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
    const versions = sources.get(manifest.name) ?? new Map<string, Source>()
    if (!versions.has(manifest.version)) versions.set(manifest.version, { manifest, folder })
    sources.set(manifest.name, versions)
  }
  return sources
}

function packument(name: string, versions: Map<string, Source>, url: string): object {
  const [latest] = versions.keys()
  const manifests = [...versions.values()].map(({ manifest }) => {
    const dist = { tarball: `${url}/${name}/-/${manifest.version}.tgz` }
    return [manifest.version, { ...manifest, dist }] as const
  })
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(manifests) }
}

async function send(source: Source | undefined, response: ServerResponse): Promise<void> {
  if (source?.tarball) return pipeline(createReadStream(source.tarball), response)
  if (!source?.folder) return void response.writeHead(404).end()
  const { folder } = source
  const content = tar.pack(folder, {
    // Its dependencies are packages of their own.
    ignore: (file) => file === join(folder, 'node_modules'),
    map: (header) => ({ ...header, name: `package/${header.name}` }),
  })
  return pipeline(content, response)
}
