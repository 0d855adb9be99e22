/** A function of `count` statements that no other file shares; `name` makes it so. */
export const aFunction = (name: string, count: number): string =>
  [
    `export function ${name}(input) {`,
    ...Array.from(
      { length: count },
      (_, at) => `  input.${name}${at} = ${name}.${WORDS[at % WORDS.length]}(input, ${at * 7});`,
    ),
    '  return input;',
    '}',
    '',
  ].join('\n');

const WORDS = ['merge', 'price', 'round', 'split', 'trim', 'weigh', 'zip'];

/** A function with a cyclomatic complexity of `complexity`. */
export const aComplexFunction = (head: string, complexity: number): string =>
  [
    `${head} {`,
    ...Array.from(
      { length: complexity - 1 },
      (_, at) => `  if (actual.part${at} === expected.part${at}) total += ${at};`,
    ),
    '  return total;',
    '}',
    '',
  ].join('\n');

/** Lines from 1 on, the first `covered` of `count` with a hit. */
export const hits = (count: number, covered: number): [number, number][] =>
  Array.from({ length: count }, (_, at) => [at + 1, at < covered ? 1 : 0]);
