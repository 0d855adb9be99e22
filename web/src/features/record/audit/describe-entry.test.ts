import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { formatDateTime } from '../../../ui/format';
import { changedValues, describeAction, nameOfActor, nameOfTarget, placeOfTarget } from './describe-entry';
import { ACTIONS } from './messages';

const target = (type: string, id: number | null = 7) => ({ type, id });
const actor = { type: 'user', id: 1, name: 'ada@acme.example' };
const nothing = { actor, target_name: null, old: null, new: null };

it('an entry is a sentence that begins with its actor', () => {
  expect(describeAction({ action: 'policy.updated' })).toBe('changed the policy');
  expect(describeAction({ action: 'unheard.of_action' })).toBe('unheard of action');
});

it('each action of the service has its sentence', () => {
  const modules = path.join(__dirname, '../../../../../src/modules');
  const named = readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.spec)\.ts$/.test(file))
    .flatMap((file) => [...readFileSync(path.join(modules, file), 'utf8').matchAll(/action: '(\w+\.\w+)'/g)])
    .map(([, action]) => action!);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((action) => !Object.hasOwn(ACTIONS, action))).toEqual([]);
});

it('an entry names people by their names, keys with their kind', () => {
  const by = { type: 'api_key', id: 7, name: 'bot', kind: null };
  expect(nameOfActor({ by, actor_name: null })).toBe('bot');
  expect(nameOfActor({ by: { ...by, kind: 'agent' }, actor_name: null })).toBe('bot (agent)');
  expect(nameOfActor({ by: { ...by, type: 'user', name: 'ada@acme.example' }, actor_name: 'Ada' })).toBe('Ada');
  expect(nameOfActor({ by: { ...by, type: 'user', name: '' }, actor_name: null })).toBe('deleted user');
});

it('an object is named by its present name, else by that of the entry, else by its number', () => {
  expect(nameOfTarget({ ...nothing, target: target('repo'), target_name: 'acme/web' })).toBe('acme/web');
  expect(nameOfTarget({ ...nothing, target: target('api_key'), new: { name: 'weekly' } })).toBe('weekly');
  expect(nameOfTarget({ ...nothing, target: target('waiver'), new: { rule: 'rating_min' } })).toBe('Rating');
  expect(nameOfTarget({ ...nothing, target: target('issue') })).toBe('issue 7');
  expect(nameOfTarget({ ...nothing, target: target('policy', null) })).toBe('policy');
  expect(nameOfTarget({ ...nothing, target: target('organization', 1) })).toBeNull();
  expect(nameOfTarget({ ...nothing, target: target('user', 1) })).toBeNull();
});

it('an object leads to its page, unless it is gone', () => {
  expect(placeOfTarget({ action: 'repo.updated', target: target('repo') })).toBe('/repos/7');
  expect(placeOfTarget({ action: 'repo.deleted', target: target('repo') })).toBeNull();
  expect(placeOfTarget({ action: 'auth.login_failed', target: target('user') })).toBeNull();
});

it('changed values are those that differ, in words', () => {
  const at = '2026-12-15T23:14:32.854Z';
  const values = (old: object | null, now: object) =>
    changedValues({ old: old as null, new: now as Record<string, unknown> }).map((value) => [
      value.words,
      value.old,
      value.new,
    ]);
  expect(values({ enabled: true, same: 'x' }, { enabled: false, same: 'x', repo_names: ['a', 'b'] })).toEqual([
    ['enabled', 'yes', 'no'],
    ['repo names', null, 'a, b'],
  ]);
  expect(values(null, { rule: 'rating_min', expires_at: at, repo_id: 4, seal: 'f00', url_digest: 'a1' })).toEqual([
    ['rule', null, 'Rating'],
    ['ends', null, formatDateTime(at)],
  ]);
  expect(changedValues({ old: null, new: null })).toEqual([]);
});

it('each changed value within a policy is listed by its title, and unchanged ones are left out', () => {
  const [old, now] = [
    { rating_min: 'C', new_coverage_min: 75 },
    { rating_min: 'C', new_coverage_min: 80 },
  ];
  expect(changedValues({ old: { policy: old }, new: { policy: now } })).toEqual([
    { name: 'policy.new_coverage_min', words: 'Coverage', old: '75', new: '80' },
  ]);
});
