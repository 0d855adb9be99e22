// Sources of a small shop in two states: as its default branch has them, and with a change of it. The change moves a
// function to another file, and adds a complex one of which its test runs one path.

const PACKAGE = `${JSON.stringify({ name: 'shop', private: true, type: 'module' }, null, 2)}\n`;

const PRICE = `/** The price of an item in cents, with the discounts that the customer has. */
export function priceOf(item, customer) {
  let price = item.price;
  if (item.isOnSale && item.salePrice < price) {
    price = item.salePrice;
  }
  if (customer.isMember || customer.isStaff) {
    price *= customer.isStaff ? 0.7 : 0.9;
  }
  if (item.quantity >= 100) {
    price *= 0.8;
  } else if (item.quantity >= 10) {
    price *= 0.95;
  }
  if (customer.country === 'CH' || customer.country === 'NO') {
    price *= 1.05;
  }
  if (customer.coupon && customer.coupon.item === item.id) {
    price -= customer.coupon.value;
  }
  return Math.max(0, Math.round(price));
}
`;

const SHIPPING = `/** The price of shipping in cents; large orders are free. */
export function shippingOf(total) {
  return total >= 5000 ? 0 : 490;
}
`;

const CART = `export function totalOf(cart, customer) {
  const total = cart.reduce((sum, item) => sum + priceOf(item, customer) * item.quantity, 0);
  return total + shippingOf(total);
}
`;

const CART_TEST = `import assert from 'node:assert/strict';
import test from 'node:test';
import { totalOf } from '../src/cart.js';

const items = [
  { id: 1, price: 1000, isOnSale: true, salePrice: 800, quantity: 1 },
  { id: 2, price: 50, quantity: 10 },
  { id: 3, price: 5, quantity: 100 },
];

test('a member pays less', () => {
  assert.ok(totalOf(items, { isMember: true }) < totalOf(items, {}));
});

test('a coupon takes its value off, abroad as well', () => {
  const customer = { country: 'CH', coupon: { item: 1, value: 100 } };
  assert.ok(totalOf(items, customer) < totalOf(items, { country: 'CH' }));
});
`;

/** Countries with the same rules of refunds, and the days within which goods come back. */
const REFUNDS = [
  ['AT', 'DE', 'CH', 14],
  ['BE', 'NL', 'LU', 15],
  ['DK', 'NO', 'SE', 30],
  ['ES', 'PT', 'IT', 16],
  ['CZ', 'PL', 'SK', 10],
  ['GB', 'IE', 'MT', 28],
  ['US', 'CA', 'MX', 60],
];

const REFUND = `/** The refund for returned goods in cents. */
export function refundOf({ country, days, total, isOpened }) {
${REFUNDS.map(
  ([one, two, three, days], at) => `  if (country === '${one}' || country === '${two}' || country === '${three}') {
    if (days > ${days} || isOpened) {
      return Math.round(total * 0.${at + 1});
    }
    return total - ${(at + 1) * 25};
  }
`,
).join('')}  return 0;
}
`;

const REFUND_TEST = `import assert from 'node:assert/strict';
import test from 'node:test';
import { refundOf } from '../src/refund.js';

test('goods come back within days', () => {
  assert.equal(refundOf({ country: 'AT', days: 3, total: 1000, isOpened: false }), 975);
});
`;

/** Files of the default branch, by their paths. */
export const BEFORE = {
  'package.json': PACKAGE,
  '.gitignore': 'coverage/\ntest-results/\n',
  'src/price.js': `${PRICE}\n${SHIPPING}`,
  'src/cart.js': `import { priceOf, shippingOf } from './price.js';\n\n${CART}`,
  'test/cart.test.js': CART_TEST,
};

/** Files that the change writes, by their paths. */
export const CHANGE = {
  'src/price.js': SHIPPING,
  'src/pricing/rules.js': PRICE,
  'src/cart.js': `import { shippingOf } from './price.js';\nimport { priceOf } from './pricing/rules.js';\n\n${CART}`,
  'src/refund.js': REFUND,
  'test/refund.test.js': REFUND_TEST,
};
