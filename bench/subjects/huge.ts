/** @cache */
export function hugeSync(megabytes: number): Uint8Array {
  return filled(megabytes)
}

/** @cache */
export async function hugeAsync(megabytes: number): Promise<Uint8Array> {
  return filled(megabytes)
}

export function filled(megabytes: number): Uint8Array {
  return new Uint8Array(megabytes * 1_000_000).fill(7)
}
