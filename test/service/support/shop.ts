/**
 * The sources of a small shop and what tools report of them, with its numbers counted by hand. A line that counts is
 * marked at its end: `// +` was run, `// -` was not; what has no mark is not executable.
 */

/** 12 ways through: the complexity that `legacy/report.js` has from the start, grade C. */
const REPORT = `export function describe(order) {
  if (!order) return 'none'; // +
  if (order.a) return 'a'; // +
  if (order.b) return 'b'; // +
  if (order.c) return 'c'; // +
  if (order.d) return 'd'; // +
  if (order.e) return 'e'; // +
  if (order.f) return 'f'; // +
  if (order.g) return 'g'; // -
  if (order.h) return 'h'; // -
  if (order.i) return 'i'; // +
  if (order.j) return eval(order.j); // +
  return 'other'; // +
}
`;

const CART = `let unusedCounter = 0;
export function total(items) {
  let sum = 0; // +
  for (const item of items) sum += item.price; // +
  return sum; // +
}
`;

const PRICE = `export function withTax(net, rate) {
  if (rate < 0) throw new RangeError('rate'); // -
  return net * (1 + rate); // +
}
`;

/** The default branch: 3 + 2 + 12 lines that count, 3 + 1 + 10 of them run: 14 of 17. */
export const MAIN = { 'src/cart.js': CART, 'src/price.js': PRICE, 'src/legacy/report.js': REPORT };

/** A change that may merge: the report moves and gets a heading, prices get a discount whose 3 lines are all run. */
export const DISCOUNT = {
  'src/cart.js': CART,
  'src/price.js': `${PRICE}
export function discounted(net, code) {
  const known = { spring: 0.9, autumn: 0.8 }; // +
  const factor = known[code] ?? 1; // +
  return net * factor; // +
}
`,
  'src/report.js': `// Moved out of the old folder.\n${REPORT}`,
};

/** A change that may not: besides, the cart asks a database, in 2 lines that nothing runs: 3 of 5 new lines are run. */
export const LOOKUP = {
  ...DISCOUNT,
  'src/cart.js': `${CART}
export function find(db, name) {
  const sql = "SELECT * FROM carts WHERE name = '" + name + "'"; // -
  return db.query(sql); // -
}
`,
};

type Sources = Readonly<Record<string, string>>;

/** Coverage as a test runner writes it: paths from the project's root, lines, and totals that nobody needs. */
export function lcovOf(sources: Sources): string {
  return Object.entries(sources)
    .map(([path, text]) => {
      const hits = text.split('\n').flatMap((line, index) => {
        const mark = / \/\/ ([+-])$/.exec(line)?.[1];
        return mark === undefined ? [] : [`DA:${index + 1},${mark === '+' ? 3 : 0}`];
      });
      const run = hits.filter((line) => line.endsWith(',3')).length;
      return ['TN:', `SF:${path}`, ...hits, `LF:${hits.length}`, `LH:${run}`, 'end_of_record', ''].join('\n');
    })
    .join('');
}

interface Rule {
  readonly id: string;
  readonly pattern: RegExp;
  readonly level: 'error' | 'warning' | 'note';
  readonly securitySeverity?: string;
  readonly message: string;
}

const RULES: readonly Rule[] = [
  {
    id: 'javascript.eval',
    pattern: /eval\(.*?\)/,
    level: 'error',
    securitySeverity: '7.5',
    message: 'Code is built from data and run.',
  },
  {
    id: 'javascript.sql-injection',
    pattern: /"SELECT .*/,
    level: 'error',
    securitySeverity: '9.8',
    message: 'A query is built from user input.',
  },
  { id: 'javascript.unused', pattern: /unusedCounter/, level: 'note', message: 'The variable is never read.' },
  { id: 'javascript.unchecked-key', pattern: /known\[code\]/, level: 'warning', message: 'Any key can be requested.' },
];

/** Report of a scanner that knows these rules: SARIF 2.1.0 with regions and snippets. */
export function sarifOf(sources: Sources): string {
  const results = Object.entries(sources).flatMap(([uri, text]) =>
    text.split('\n').flatMap((line, index) =>
      RULES.flatMap(({ id, pattern, level, message }) => {
        const found = pattern.exec(line);
        if (!found) return [];
        const startColumn = found.index + 1;
        const region = {
          startLine: index + 1,
          startColumn,
          endColumn: startColumn + found[0].length,
          snippet: { text: line },
        };
        const location = { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region } };
        return [{ ruleId: id, level, message: { text: message }, locations: [location] }];
      }),
    ),
  );
  const rules = RULES.map(({ id, securitySeverity }) => ({
    id,
    properties: securitySeverity ? { 'security-severity': securitySeverity, tags: ['security'] } : {},
  }));
  const driver = { name: 'shopscan', semanticVersion: '4.1.0', rules };
  return JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results }],
  });
}
