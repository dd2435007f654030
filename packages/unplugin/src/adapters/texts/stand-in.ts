/** An object with its own properties, and those of another one; the other's methods run as its own. */
export function standIn(other: object, own: object): object {
  const target = Object.create(other, Object.getOwnPropertyDescriptors(own)) as object
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name) as unknown
      const value: unknown = Reflect.get(other, name)
      return typeof value === 'function' ? (value.bind(other) as unknown) : value
    },
  })
}
