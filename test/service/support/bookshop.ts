/** A small code base that ESLint finds something in, and what happens to it. */

/** As a team would set it: rules whose findings move with the code in different ways. */
const ESLINT_CONFIG = `export default [
  {
    files: ['src/**/*.js'],
    rules: {
      complexity: ['warn', 3],
      eqeqeq: 'error',
      'no-empty': 'warn',
      'no-eval': 'error',
      'no-shadow': 'warn',
      'no-unused-vars': 'warn',
      'prefer-const': 'warn',
    },
  },
];
`;

export const PRICES = `import { rates } from './rates.js';

const unusedRate = rates.standard;

export function discount(order, code) {
  if (code == 'spring' && order.items.length > 3) {
    return order.total * 0.9;
  }
  if (code == 'autumn' || order.customer.isRegular) {
    return order.total * 0.8;
  }
  return order.total;
}

export function format(amount, currency) {
  let rounded = Math.round(amount * 100) / 100;
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(rounded);
  } catch (error) {}
  return rounded + ' ' + currency;
}
`;

export const RATES = `export const rates = { standard: 0.2, reduced: 0.05 };

export function rateOf(book, country) {
  const formula = country.formulas[book.kind];
  const rate = eval(formula);
  if (rate == null) {
    return rates.standard;
  }
  return rate;
}
`;

/** The function that is moved, copied, fixed and broken again. */
const DESCRIBE = `export function describe(order, customer) {
  const parts = [];
  if (order.state == 'paid') {
    parts.push('paid by ' + customer.name);
  } else if (order.state == 'sent' && order.parcel != null) {
    parts.push(eval(customer.template));
  }
  for (const item of order.items) {
    const order = item.title;
    parts.push(order.trim());
  }
  return parts.join(', ');
}
`;

export const ORDERS = `import { discount, format } from './prices.js';

export class Orders {
  constructor(store) {
    this.store = store;
  }

  total(id) {
    let order = this.store.get(id);
    return format(discount(order, order.code), 'EUR');
  }

  find(query) {
    return this.store.all().filter((order) => order.number == query);
  }
}

${DESCRIBE}`;

/** The code base as the story begins. */
export const BOOKSHOP = {
  '.gitignore': 'reports/\n',
  'eslint.config.mjs': ESLINT_CONFIG,
  'package.json': '{ "type": "module" }\n',
  'src/prices.js': PRICES,
  'src/rates.js': RATES,
  'src/orders.js': ORDERS,
};
