export interface Line {
  order: string
  /** `2024-05` */
  month: string
  product: string
  amount: number
}

export function parseOrders(csv: string): Line[] {
  const [, ...rows] = csv.trim().split(/\r?\n/)
  return rows.map((row) => {
    const [order = '', date = '', product = '', quantity, price] = row.split(',')
    return { order, month: date.slice(0, 7), product, amount: Number(quantity) * Number(price) }
  })
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
