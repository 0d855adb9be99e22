import { expect, it } from 'vitest';
import { readPolicySearch } from './policy.route';
import {
  BEFORE_FIRST_SAVE,
  draftOf,
  inForce,
  type PolicyVersion,
  readDraft,
  rebased,
  toSave,
  toSimulated,
  withSwitch,
  withText,
} from './policy-draft';

const SAVED: PolicyVersion = {
  policy: {
    new_critical_max: 1,
    new_high_max: 2,
    duplication_pct_max: 3,
    complexity_new_max: null,
    rating_min: 'C',
    new_coverage_min: 80,
  },
  policy_version: 'v3',
  enabled: true,
  block_merge_on_fail: false,
  applies_to_new_code_only: true,
};

it('an untouched draft says what is saved', () => {
  const { faults, ...content } = readDraft(draftOf(SAVED));
  expect(faults).toEqual({});
  expect({ ...content, policy_version: 'v3' }).toEqual(SAVED);
});

it('an empty field switches its rule off', () => {
  const draft = withText(withText(draftOf(SAVED), 'new_high_max', ''), 'rating_min', '');
  expect(readDraft(draft).policy).toEqual({ ...SAVED.policy, new_high_max: null, rating_min: null });
});

it.each([
  ['new_high_max', '1.5', 'It must be a whole number from 0 to 2147483647.'],
  ['new_high_max', '-1', 'It must be a whole number from 0 to 2147483647.'],
  ['new_coverage_min', '101', 'It must be a number from 0 to 100.'],
  ['new_coverage_min', 'much', 'It must be a number from 0 to 100.'],
] as const)('%s of %s is a fault, and the rule stays as it was', (rule, text, fault) => {
  const { policy, faults } = readDraft(withText(draftOf(SAVED), rule, text));
  expect(faults).toEqual({ [rule]: fault });
  expect(policy).toEqual(SAVED.policy);
});

it('an added rule is part of the policy until its field is emptied', () => {
  const added = withText(draftOf(SAVED), 'new_total_max', '40');
  expect(readDraft(added).policy.new_total_max).toBe(40);
  expect(readDraft(withText(added, 'new_total_max', '')).policy).toEqual(SAVED.policy);
});

it('a save names the version that the draft began from, every standing rule and every switch', () => {
  const draft = withSwitch(withText(draftOf(SAVED), 'new_critical_max', '0'), 'block_merge_on_fail', true);
  expect(toSave(draft, readDraft(draft))).toEqual({
    version: 'v3',
    body: {
      policy: { ...SAVED.policy, new_critical_max: 0 },
      enabled: true,
      block_merge_on_fail: true,
      applies_to_new_code_only: true,
    },
  });
});

it('my draft over their version keeps my values, and drops a rule that they added', () => {
  const mine = withText(draftOf(SAVED), 'new_critical_max', '7');
  const theirs = { ...SAVED, policy_version: 'v4', policy: { ...SAVED.policy, new_high_max: 9, new_total_max: 5 } };
  const draft = rebased(mine, theirs);
  expect(draft.base.policy_version).toBe('v4');
  expect(readDraft(draft).policy).toEqual({ ...SAVED.policy, new_critical_max: 7 });
});

it('the first save switches the gate on', () => {
  expect(inForce([])).toBe(BEFORE_FIRST_SAVE);
  expect(BEFORE_FIRST_SAVE).toMatchObject({ policy_version: 'v0', enabled: true });
  expect(toSimulated(BEFORE_FIRST_SAVE)).toMatchObject({ enabled: true, appliesToNewCodeOnly: true });
});

it('the address takes kinds and numbers of scans that are on offer', () => {
  expect(readPolicySearch({ kind: 'pr', limit: 500 })).toEqual({ kind: 'pr', limit: 500 });
  expect(readPolicySearch({ kind: 'all', limit: 7 })).toEqual({});
});
