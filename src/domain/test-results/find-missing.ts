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
  let rest: readonly (readonly [string, TestResult])[] = gone;
  for (const traitOf of [nameOf, homeOf]) {
    // Tests that ran stand for tests that ran first.
    rest = pairBy((test) => `${Number(test.outcome > 0)}${traitOf(test)}`, rest, added, renamed);
    rest = pairBy(traitOf, rest, added, renamed);
  }
  return { missing: new Map(rest), renamed };
}

const nameOf = ({ name }: TestResult): string => name;

/** Classes of pytest below the module in which they are. */
const CLASS_OF_MODULE = /((?:^|\.)(?:test_\w+|\w+_test))\.[A-Z].*$/;

/** The narrowest place that a report names for a test. Classes that repeat its name, as of jest-junit and Mocha, are none. */
function homeOf({ file, suite, className, name }: TestResult): string {
  if (file !== null) return file;
  const repeatsName = className !== null && (` ${className}`.endsWith(` ${name}`) || name.endsWith(` ${className}`));
  return JSON.stringify([suite, repeatsName ? null : className?.replace(CLASS_OF_MODULE, '$1')]);
}

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
