import type { TestResult } from './test-report.js';

type Tests = ReadonlyMap<string, TestResult>;

/**
 * Tests of the base that are gone and not renamed. One counts as renamed for each test that is new: of its name in another
 * class or file (moved), else in its own file, suite or class under another name.
 */
export function findMissing(base: Tests, own: Tests): Map<string, TestResult> {
  const gone = [...base].filter(([key]) => !own.has(key));
  const added = [...own].filter(([key]) => !base.has(key)).map(([, test]) => test);
  const { left: notMoved, unused } = pairBy(({ name }) => name, gone, added);
  return new Map(pairBy(homeOf, notMoved, unused).left);
}

/** The narrowest place that a report names for a test. */
const homeOf = ({ file, suite, className }: TestResult): string => file ?? suite ?? className ?? '';

/** Pairs tests one to one that agree in a trait; `left` of the first and `unused` of the second have no partner. */
function pairBy(
  traitOf: (test: TestResult) => string,
  gone: readonly (readonly [string, TestResult])[],
  added: readonly TestResult[],
): { left: (readonly [string, TestResult])[]; unused: TestResult[] } {
  const partners = new Map<string, TestResult[]>();
  for (const test of added) {
    const alike = partners.get(traitOf(test));
    if (alike === undefined) partners.set(traitOf(test), [test]);
    else alike.push(test);
  }
  const left = gone.filter(([, test]) => partners.get(traitOf(test))?.pop() === undefined);
  return { left, unused: [...partners.values()].flat() };
}
