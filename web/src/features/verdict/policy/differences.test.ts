import { expect, it } from 'vitest';
import { differencesOf } from './differences';
import { BEFORE_FIRST_SAVE } from './policy-draft';

it('policies differ in bounds and switches, in words', () => {
  const other = {
    ...BEFORE_FIRST_SAVE,
    block_merge_on_fail: true,
    policy: { ...BEFORE_FIRST_SAVE.policy, new_critical_max: null, new_coverage_min: 72.5, new_total_max: 40 },
  };
  expect(differencesOf(BEFORE_FIRST_SAVE, other)).toEqual([
    { name: 'New critical', from: 'at most 0', to: 'off' },
    { name: 'Coverage', from: 'at least 80 %', to: 'at least 72.5 %' },
    { name: 'New findings', from: 'off', to: 'at most 40' },
    { name: 'A failed gate blocks the merge', from: 'off', to: 'on' },
  ]);
  expect(differencesOf(other, other)).toEqual([]);
});

it('the first revision has all its rules and switches as changes', () => {
  expect(differencesOf(null, BEFORE_FIRST_SAVE).map(({ from }) => from)).toEqual(Array(9).fill('–'));
});
