import { expect, it } from 'vitest';
import { changedValues, describeAction, describeTarget, nameOfActor } from './describe-entry';

it('an entry says what was done to what', () => {
  expect(describeAction({ action: 'findings.marked_fp' })).toBe('findings marked fp');
  expect(describeTarget({ target: { type: 'api_key', id: 7 } })).toBe('api key 7');
  expect(describeTarget({ target: { type: 'repo', id: 7, name: 'acme/web' } })).toBe('repo acme/web');
  expect(describeTarget({ target: { type: 'policy', id: null } })).toBe('policy');
});

it('an entry names its actor, with the kind of a key', () => {
  const by = { type: 'api_key', id: 7, name: 'bot', kind: null };
  expect(nameOfActor({ by })).toBe('bot');
  expect(nameOfActor({ by: { ...by, kind: 'agent' } })).toBe('bot (agent)');
  expect(nameOfActor({ by: { ...by, type: 'user', name: '' } })).toBe('deleted user 7');
});

it('changed values are those that differ, null where there was none', () => {
  expect(changedValues({ old: { a: 1, same: 'x' }, new: { a: 2, same: 'x', added: [1] } })).toEqual([
    { name: 'a', old: '1', new: '2' },
    { name: 'added', old: null, new: '[1]' },
  ]);
  expect(changedValues({ old: null, new: null })).toEqual([]);
});

it('each changed value within a policy is listed, and unchanged ones are left out', () => {
  const [old, now] = [
    { rating_min: 'C', new_coverage_min: 75 },
    { rating_min: 'C', new_coverage_min: 80 },
  ];
  expect(changedValues({ old: { policy: old }, new: { policy: now } })).toEqual([
    { name: 'policy.new_coverage_min', old: '75', new: '80' },
  ]);
});
