/** @cache */
export async function cachedNumbers(writer: string, n: number): Promise<{ writer: string; n: number; numbers: number[] }> {
  return { writer, n, numbers: [1, 2, 3] }
}
