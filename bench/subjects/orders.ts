/** An argument as services get it: five fields, and methods that read them. */
export class Order {
  constructor(
    readonly year: number,
    readonly region: string,
    readonly amount: number,
    readonly currency: string,
    readonly isPaid: boolean,
  ) {}

  net(): number {
    return this.amount / 1.19
  }

  tax(): number {
    return this.amount - this.net()
  }

  label(): string {
    return `${this.region} ${this.year}`
  }

  isDue(): boolean {
    return !this.isPaid
  }

  in(currency: string): boolean {
    return this.currency === currency
  }

  withAmount(amount: number): Order {
    return new Order(this.year, this.region, amount, this.currency, this.isPaid)
  }
}

export interface Ordered {
  year: number
  region: string
  amount: number
  currency: string
  isPaid: boolean
}

/** @cache */
export function feeOf(order: Ordered): { fee: number } {
  return { fee: order.amount / 100 }
}
