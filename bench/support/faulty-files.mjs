// A file with five kinds of faults in each of four languages: a complex function, a copy, a silenced rule, lines without a test, and a test that
// fails. Functions stand apart by empty lines.

const steps = (count, step) => Array.from({ length: count }, (_, at) => step(at + 1));

/** @param parts the words of the language: `head(name)`, `branch(n)`, `sum(n)`, `plain(n)`, `end`, `silenced` */
function fileOf({ top, head, branch, sum, plain, end, silenced, bottom }) {
  return [
    ...[...top, ''],
    ...[head('shipping'), ...steps(16, branch), ...end, ''],
    ...[head('basket'), ...steps(9, sum), ...end, ''],
    ...[head('invoice'), ...steps(9, sum), ...end, ''],
    ...[head('label'), ...steps(14, plain), ...end, ''],
    ...[...silenced, ''],
    ...bottom,
  ].join('\n');
}

const ofScript = {
  head: (name) => `exports.${name} = function ${name}(order, total) {`,
  branch: (at) => `  if (order.part${at}) total += ${at};`,
  sum: (at) => `  total += order.price${at} * order.count${at} - order.discount${at};`,
  plain: (at) => `  order.label${at} = 'part ${at}';`,
  ...{ end: ['  return total;', '};'], bottom: [] },
  ...{ top: ["'use strict';"], silenced: ['// eslint-disable-next-line no-console', "console.log('discounts');"] },
};
const ofPython = {
  head: (name) => `def ${name}(order, total):`,
  branch: (at) => `    total += ${at} if order.part${at} else 0`,
  sum: (at) => `    total += order.price${at} * order.count${at} - order.discount${at}`,
  plain: (at) => `    order.label${at} = "part ${at}"`,
  ...{ end: ['    return total'], bottom: [], top: ['"""Discounts."""'], silenced: ['RATE = 3  # noqa: E501'] },
};
const ofGo = {
  head: (name) => `func ${name}(order map[string]int, total int) int {`,
  branch: (at) => `\tif order["part${at}"] > 0 { total += ${at} }`,
  sum: (at) => `\ttotal += order["price${at}"] * order["count${at}"] - order["discount${at}"]`,
  plain: (at) => `\torder["label${at}"] = ${at}`,
  ...{ end: ['\treturn total', '}'], bottom: [], top: ['package cobra'] },
  silenced: ['var rate = 3 //nolint:unused'],
};
const ofJava = {
  head: (name) => `  static int ${name}(java.util.Map<String, Integer> order, int total) {`,
  branch: (at) => `    if (order.get("part${at}") > 0) total += ${at};`,
  sum: (at) => `    total += order.get("price${at}") * order.get("count${at}") - order.get("discount${at}");`,
  plain: (at) => `    order.put("label${at}", ${at});`,
  ...{ end: ['    return total;', '  }'], bottom: ['}', ''], top: ['class Discounts {'] },
  silenced: ['  static final int RATE = 3; // NOSONAR'],
};

const LANGUAGES_OF = [
  { name: 'JavaScript', extension: '.js', file: 'discounts.js', parts: ofScript },
  { name: 'Python', extension: '.py', file: 'discounts.py', parts: ofPython },
  { name: 'Go', extension: '.go', file: 'discounts.go', parts: ofGo },
  { name: 'Java', extension: '.java', file: 'Discounts.java', parts: ofJava },
];

/** Lines that a report of coverage would count: those within functions. */
const executable = (text) =>
  text
    .split('\n')
    .flatMap((line, at) => (/^\s+\S/.test(line) && !/NOSONAR|static int|^\s*}$/.test(line) ? [at + 1] : []));

export const LANGUAGES = LANGUAGES_OF.map(({ parts, ...language }) => {
  const text = fileOf(parts);
  const uncovered = executable(text).filter((line) => text.split('\n')[line - 1].includes('label'));
  return { ...language, text, executable, uncovered };
});
