import { readFile } from 'node:fs/promises'
import { boughtTogether, monthlyBaskets } from './analysis.js'

const [file = 'data/orders.csv'] = process.argv.slice(2)
const started = performance.now()
const csv = await readFile(file, 'utf8')

console.log('Mean order by month (95 % interval)')
for (const { month, orders, mean, low, high } of monthlyBaskets(csv)) {
  console.log(`  ${month}  ${mean.toFixed(2).padStart(7)}  (${low.toFixed(2)} to ${high.toFixed(2)}, ${orders} orders)`)
}

console.log('\nBought together')
for (const { products, orders, lift } of await boughtTogether(csv)) {
  console.log(`  ${products.join(' + ').padEnd(36)} ${lift.toFixed(1)} times the chance, ${orders} orders`)
}

console.log(`\n${Math.round(performance.now() - started)} ms`)
