import { OptionError } from '../reporting/errors.js'

/** Makes a Keyv store (or anything that Keyv takes for one) for a URL of the scheme. Called once for each URL. */
export type StoreFactory = (url: string) => object

const factories = new Map<string, StoreFactory>()

/**
 * Registers a scheme of cache paths: `registerBackend('s3:', (url) => new KeyvS3(url))`.
 * The store may be a Keyv adapter, or a Map-like object with get, set, delete and has.
 */
export function registerBackend(scheme: string, factory: StoreFactory): void {
  const name = /^([a-z][a-z\d+.-]+):?(?:\/\/)?$/i.exec(scheme)?.[1]?.toLowerCase()
  if (name === undefined || name === 'file' || name === 'memory') {
    throw new OptionError(
      'wrong-scheme',
      `${JSON.stringify(scheme)} can't be registered as a scheme. Use a name of at least two letters and a colon, such as 's3:', other than file: and memory:.`,
    )
  }
  if (typeof factory !== 'function') {
    throw new OptionError(
      'wrong-factory',
      `registerBackend('${name}:', …) needs a function as its second argument: one that creates a Keyv store from a URL.`,
    )
  }
  factories.set(name, factory)
}

export function findFactory(scheme: string): StoreFactory | undefined {
  return factories.get(scheme)
}

export function registeredSchemes(): string[] {
  return [...factories.keys()]
}
