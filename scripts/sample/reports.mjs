// Reports of invented repositories: findings and line coverage that depend on a seed alone.
import { createHash } from 'node:crypto';

/** Lines of a file that a reader of coverage judges together. */
const BLOCK = 6;
/** Every line by this number holds no code. */
const BLANK_EVERY = 5;

/** Kinds of problems, and how many of a hundred are of each. */
const KINDS = [
  {
    share: 1,
    tool: 'semgrep',
    rule: 'sql-injection',
    severity: '9.3',
    message: 'Input of a request becomes part of a query.',
    code: 'await db.query(`SELECT * FROM orders WHERE id = ${id}`);',
  },
  {
    share: 2,
    tool: 'semgrep',
    rule: 'path-traversal',
    severity: '8.1',
    message: 'The name of a file comes from a request and is not checked.',
    code: 'return readFile(join(uploads, request.query.name));',
  },
  {
    share: 3,
    tool: 'semgrep',
    rule: 'weak-hash',
    severity: '7.4',
    message: 'MD5 protects a value that nobody may guess.',
    code: "const token = createHash('md5').update(email).digest('hex');",
  },
  {
    share: 5,
    tool: 'semgrep',
    rule: 'open-redirect',
    severity: '5.4',
    message: 'A redirect leads wherever the request says.',
    code: 'response.redirect(request.query.next);',
  },
  {
    share: 6,
    tool: 'eslint',
    rule: 'complexity',
    level: 'warning',
    message: "Function 'priceOf' has a complexity of 18. At most 15 is allowed.",
    code: 'export function priceOf(cart: Cart, rules: readonly Rule[]): Money {',
  },
  {
    share: 28,
    tool: 'eslint',
    rule: '@typescript-eslint/no-unused-vars',
    level: 'warning',
    message: "'retries' is assigned a value but never used.",
    code: 'const retries = options.retries ?? 3;',
  },
  {
    share: 21,
    tool: 'eslint',
    rule: 'eqeqeq',
    level: 'warning',
    message: "Expected '===' and instead saw '=='.",
    code: "if (order.state == 'paid') return next();",
  },
  {
    share: 20,
    tool: 'eslint',
    rule: 'prefer-const',
    level: 'note',
    message: "'total' is never reassigned. Use 'const' instead.",
    code: 'let total = items.reduce(sum, 0);',
  },
  {
    share: 14,
    tool: 'eslint',
    rule: 'no-warning-comments',
    level: 'note',
    message: "Unexpected 'todo' comment.",
    code: '// todo: round by the currency',
  },
];
const LOTS = KINDS.flatMap((kind) => Array(kind.share).fill(kind));

export const TOOLS = [
  { name: 'semgrep', version: '1.96.0' },
  { name: 'eslint', version: '9.17.0' },
];

/** A number from 0 to below 1 that depends on the words alone. */
export const lotOf = (...words) => createHash('sha1').update(words.join(' ')).digest().readUInt32BE() / 2 ** 32;

/** A commit's id that depends on the words alone. */
export const shaOf = (...words) => createHash('sha1').update(words.join(' ')).digest('hex');

/** Problem number `at` of a repository; `rule` and `place` decide what else a lot decides. */
export function problemAt({ name, files }, at, { rule, place } = {}) {
  const kind = KINDS.find((each) => each.rule === rule) ?? LOTS[Math.floor(lotOf(name, at, 'kind') * LOTS.length)];
  const [path, length] = Object.entries(files)[Math.floor(lotOf(name, at, 'file') * Object.keys(files).length)];
  const line = 3 + Math.floor(lotOf(name, at, 'line') * (length - 4));
  return { ...kind, path, line, ...place, snippet: `${kind.code} // ${at}` };
}

/** A SARIF log of one tool's problems. */
export function sarifOf(tool, problems) {
  const rules = new Map(problems.map((problem) => [problem.rule, problem]));
  return JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { ...tool, rules: [...rules.values()].map(aRule) } },
        results: problems.map(aResult),
      },
    ],
  });
}

const aRule = ({ rule, severity }) => ({
  id: rule,
  properties: severity === undefined ? {} : { 'security-severity': severity, tags: ['security'] },
});

const aResult = ({ rule, level, message, path, line, snippet }) => ({
  ruleId: rule,
  ...(level && { level }),
  message: { text: message },
  locations: [
    {
      physicalLocation: { artifactLocation: { uri: path }, region: { startLine: line, snippet: { text: snippet } } },
    },
  ],
});

/**
 * An lcov tracefile in which about that share of the lines was run; a greater share runs more of the same lines.
 *
 * @param missed `{ path: [[from, to]] }`, lines that were not run whatever the share
 */
export function lcovOf({ name, files }, share, missed = {}) {
  return Object.entries(files)
    .map(([path, length]) => {
      const isMissed = (line) => (missed[path] ?? []).some(([from, to]) => line >= from && line <= to);
      const lines = Array.from({ length }, (_, at) => at + 1).filter((line) => line % BLANK_EVERY !== 0);
      const hits = lines.map((line) =>
        isMissed(line) || lotOf(name, path, Math.floor(line / BLOCK)) > share
          ? 0
          : 1 + Math.floor(lotOf(name, path, line, 'hits') * 40),
      );
      return `SF:${path}\n${lines.map((line, at) => `DA:${line},${hits[at]}\n`).join('')}end_of_record\n`;
    })
    .join('');
}
