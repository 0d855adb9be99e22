import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkThreshold } from '../../domain/gate/policy.js';
import { COUNTERPARTS, mapConditions, strictestThresholds, WITHOUT_COUNTERPART } from './map-conditions.js';

const condition = (metric: string, op: string, error: string | null) => ({ metric, op, error });
const propose = (metric: string, op: string, error: string | null) =>
  mapConditions([condition(metric, op, error)])[0]!.proposals;
const remarkOf = (metric: string, op: string, error: string | null) =>
  mapConditions([condition(metric, op, error)])[0]!.remark;

describe('mapConditions', () => {
  it.each([
    ['new_violations', 'GT', '0', [['new_total_max', 0]]],
    ['new_blocker_violations', 'GT', '1', [['new_critical_max', 1]]],
    ['new_software_quality_high_issues', 'GT', '2', [['new_high_max', 2]]],
    ['new_coverage', 'LT', '80', [['new_coverage_min', 80]]],
    ['coverage', 'LT', '72.5', [['overall_coverage_min', 72.5]]],
    ['duplicated_lines_density', 'GT', '3', [['duplication_pct_max', 3]]],
    ['new_security_hotspots_reviewed', 'LT', '100', [['new_security_max', 0]]],
    ['new_security_rating', 'GT', '1', [['new_security_max', 0]]],
    ['sqale_rating', 'GT', '2', [['rating_min', 'B']]],
    ['test_success_density', 'LT', '100', [['tests_failed_max', 0]]],
  ])('%s %s %s', (metric, op, error, proposals) => {
    expect(propose(metric, op, error)).toEqual(proposals);
  });

  it.each([
    ['1', ['new_critical_max', 'new_high_max', 'new_medium_max']],
    ['2', ['new_critical_max', 'new_high_max', 'new_medium_max']],
    ['3', ['new_critical_max', 'new_high_max']],
    ['4', ['new_critical_max']],
  ])('allows none of the severities below the letter %s on new code', (error, rules) => {
    expect(propose('new_reliability_rating', 'GT', error)).toEqual(rules.map((rule) => [rule, 0]));
  });

  it.each([
    ['branch_coverage', 'LT', '80', 'coverage of all code is judged by lines'],
    ['new_bugs', 'GT', '0', 'no rule counts only this type; new_total_max counts all types'],
    ['violations', 'GT', '10', 'it counts findings in all code; the gate counts only those that a change introduces'],
    ['new_security_hotspots_reviewed', 'LT', '80', 'its threshold has no counterpart'],
    ['new_reliability_rating', 'GT', '5', 'its threshold has no counterpart'],
    ['new_violations', 'GT', '0.5', 'its threshold has no counterpart'],
    ['new_violations', 'GT', '', 'its threshold has no counterpart'],
    ['new_coverage', 'LT', '180', 'its threshold has no counterpart'],
    ['new_coverage', 'GT', '80', 'it fails on the other side of its threshold (GT)'],
    ['new_coverage', 'LT', null, 'it only warns, but a rule fails the gate'],
    ['acme_licence_faults', 'GT', '0', 'qgate does not know its metric'],
    ['constructor', 'GT', '0', 'qgate does not know its metric'],
  ])('names %s %s %s, which has no counterpart', (metric, op, error, remark) => {
    expect(propose(metric, op, error)).toEqual([]);
    expect(remarkOf(metric, op, error)).toBe(remark);
  });

  it('leaves no condition out', () => {
    const conditions = ['new_violations', 'tests', 'no_such_metric'].map((metric) => condition(metric, 'GT', '0'));
    expect(mapConditions(conditions).map((each) => each.condition)).toEqual(conditions);
  });

  it('proposes thresholds that the rules take', () => {
    for (const { propose: rules } of COUNTERPARTS.values())
      for (const [rule, threshold] of [...rules(1), ...rules(100)])
        expect([rule, checkThreshold(rule, threshold)]).toEqual([rule, null]);
  });
});

describe('strictestThresholds', () => {
  it('takes the strictest of several conditions, on either side', () => {
    const mapped = mapConditions([
      condition('new_coverage', 'LT', '80'),
      condition('new_line_coverage', 'LT', '85.5'),
      condition('new_vulnerabilities', 'GT', '2'),
      condition('new_security_hotspots', 'GT', '1'),
      condition('sqale_rating', 'GT', '3'),
      condition('reliability_rating', 'GT', '1'),
    ]);
    expect([...strictestThresholds(mapped)]).toEqual([
      ['rating_min', 'A'],
      ['new_coverage_min', 85.5],
      ['new_security_max', 1],
    ]);
  });
});

describe('docs/coming-from-sonarqube.md', () => {
  const page = readFileSync(path.join(__dirname, '../../../docs/coming-from-sonarqube.md'), 'utf8');
  const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  const rows = [...page.matchAll(/^\| (`[^|]+) \| ([^|]+) \| ([^|]*) \|$/gm)].map(([, ...cells]) =>
    cells.map((cell) => cell.trim()),
  );

  it('has each metric with its rules and the difference', () => {
    const documented = rows.flatMap(([metrics, rules, difference]) =>
      namesIn(metrics!).map((metric) => [metric, namesIn(rules!), difference === '' ? null : difference]),
    );
    const known = [...COUNTERPARTS].map(([metric, { rules, difference }]) => [metric, [...rules], difference]);
    expect(new Map(documented.map(([metric, ...rest]) => [metric, rest]))).toEqual(
      new Map(known.map(([metric, ...rest]) => [metric, rest])),
    );
  });

  it('has every reason for which a condition is not imported', () => {
    for (const [, reason] of WITHOUT_COUNTERPART) expect(page).toContain(`| ${reason} `);
  });
});
