import { expect, it } from 'vitest';
import { RATED_TYPES } from '../gate/rated-types';
import { listOfRule, reliabilityFindings } from './list-link';

it('lists the types that the reliability rating reads', () => {
  expect(reliabilityFindings('all').search).toMatchObject({ type: RATED_TYPES.reliability.join(',') });
});

it.each([
  ['new_coverage_min', 'changed_lines', { only: 'added' }],
  ['new_coverage_min', 'all_lines', {}],
  ['new_coverage_min', null, { only: 'added' }],
  ['new_uncovered_max', 'all_lines', { only: 'added' }],
  ['overall_coverage_min', 'changed_lines', {}],
] as const)('leads from %s on %s to the files whose lines it measured', (rule, basis, search) => {
  expect(listOfRule(rule, basis, false)).toEqual({ page: 'coverage', search });
});

it.each([
  ['new_critical_max', { severity: 'critical', state: 'judged' }],
  ['complexity_new_max', { type: 'complexity', state: 'counted' }],
  ['change_rating_min', { state: 'judged' }],
  ['new_duplication_pct_max', { type: 'duplication', newness: 'new', state: 'counted' }],
] as const)('leads from %s of a policy on all code to what it counted', (rule, search) => {
  expect(listOfRule(rule, null, true)).toEqual({ page: 'findings', search });
});
