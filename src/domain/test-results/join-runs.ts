import { FAILED, keyOf, PASSED, type TestResult } from './test-report.js';

/**
 * Joins the runs of a test that a report lists one by one. Failures with a single pass behind them are reruns of one test,
 * as Gradle and Maven write them; any other repetition is that of distinct tests with one name, such as cases of a table,
 * which get a number each.
 */
export function joinRuns(cases: readonly TestResult[]): TestResult[] {
  const groups = new Map<string, TestResult[]>();
  for (const one of cases) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  if (groups.size === cases.length) return [...cases];
  return numbered([...groups.values()], new Set(groups.keys()));
}

function numbered(groups: readonly TestResult[][], taken: Set<string>): TestResult[] {
  return groups.flatMap((runs) => {
    if (runs.length === 1) return runs;
    return isRerun(runs) ? [unite(runs)] : withNumbers(runs, taken);
  });
}

const isRerun = (runs: readonly TestResult[]): boolean =>
  runs.at(-1)!.outcome === PASSED && runs.slice(0, -1).every(({ outcome }) => outcome === FAILED);

const unite = (runs: readonly TestResult[]): TestResult => ({
  ...runs[0]!,
  outcome: PASSED | FAILED,
  durationMs: runs.at(-1)!.durationMs,
});

/** The first keeps its name; the others get the next free numbers, as the report may use some itself. */
function withNumbers([first, ...others]: readonly TestResult[], taken: Set<string>): TestResult[] {
  let number = 1;
  const rest = others.map((run) => {
    let named: TestResult;
    do named = { ...run, name: `${run.name} #${++number}` };
    while (taken.has(keyOf(named)));
    taken.add(keyOf(named));
    return named;
  });
  return [first!, ...rest];
}
