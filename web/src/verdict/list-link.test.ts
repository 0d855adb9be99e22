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
  expect(listOfRule(rule, basis)).toEqual({ page: 'coverage', search });
});
