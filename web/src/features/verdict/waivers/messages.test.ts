import { describe, expect, it } from 'vitest';
import { boundWord, RULE_TITLES, type RuleName } from '../../../gate/words';
import { boundHint, scopeWords, summaryOf } from './messages';

const NONE = { in_force: 0, ending_soon: 0, unused: 0, requested: 0 };

describe('the numbers of waivers', () => {
  it.each([
    [NONE, 'None is in force.'],
    [{ ...NONE, requested: 2 }, 'None is in force. 2 are requested.'],
    [{ ...NONE, in_force: 1 }, '1 is in force.'],
    [
      { in_force: 1204, ending_soon: 1, unused: 2, requested: 1 },
      '1,204 are in force, 1 ends within 14 days, 2 have been unused for 14 days. 1 is requested.',
    ],
  ])('%j are said in words', (counts, words) => {
    expect(summaryOf(counts)).toBe(words);
  });
});

describe('the scope of a waiver', () => {
  it.each([
    [null, null, null, 'The whole organization'],
    [8, 'acme/web', null, 'acme/web'],
    [8, 'acme/web', 142, 'acme/web #142'],
    [9, null, null, 'Repository 9'],
  ])('of repository %s (%s) and pull request %s is %s', (repo_id, repo_name, pr_number, words) => {
    expect(scopeWords({ repo_id, repo_name, pr_number })).toBe(words);
  });
});

it('says of each rule what its bound means', () => {
  for (const rule of Object.keys(RULE_TITLES) as RuleName[]) expect(boundHint(rule)).toMatch(/olerated .*Empty: any/);
  expect(boundHint('new_coverage_min')).toMatch(/^Lowest tolerated coverage/);
  expect([boundWord('new_coverage_min'), boundWord('change_rating_min'), boundWord('coverage_drop_max')]).toEqual([
    ...['at least', 'at least', 'at most'],
  ]);
});
