import { groupBy } from '../group-by.js';
import type { TestResult } from './test-report.js';

type Tests = ReadonlyMap<string, TestResult>;

/** Tests of the base that the scan does not have under their names. */
export interface GoneTests {
  /** Those that nothing stands for, by their identities. */
  readonly missing: ReadonlyMap<string, TestResult>;
  /** For each test of the scan that stands for another one that one, as it was on the base. */
  readonly renamed: ReadonlyMap<TestResult, TestResult>;
}

/**
 * Tests of the base that are gone, and those among them that were renamed. One counts as renamed for each test that is new: of its
 * name in another class or file (moved), else in its own file, suite or class under another name.
 */
export function findGone(base: Tests, own: Tests): GoneTests {
  const gone = [...base].filter(([key]) => !own.has(key));
  const added = [...own].filter(([key]) => !base.has(key)).map(([, test]) => test);
  const renamed = new Map<TestResult, TestResult>();
  const notMoved = pairBy(({ name }) => name, gone, added, renamed);
  // Tests that ran stand for tests that ran first.
  const notAlike = pairBy((test) => `${Number(test.outcome > 0)}${homeOf(test)}`, notMoved, added, renamed);
  return { missing: new Map(pairBy(homeOf, notAlike, added, renamed)), renamed };
}

/** The narrowest place that a report names for a test. */
const homeOf = ({ file, suite, className }: TestResult): string => file ?? suite ?? className ?? '';

/** Pairs tests one to one that agree in a trait and have no partner yet. Answers those of the first without one. */
function pairBy(
  traitOf: (test: TestResult) => string,
  gone: readonly (readonly [string, TestResult])[],
  added: readonly TestResult[],
  pairs: Map<TestResult, TestResult>,
): (readonly [string, TestResult])[] {
  const partners = groupBy(
    added.filter((test) => !pairs.has(test)),
    traitOf,
  );
  return gone.filter(([, test]) => {
    const partner = partners.get(traitOf(test))?.pop();
    if (partner !== undefined) pairs.set(partner, test);
    return partner === undefined;
  });
}
