import { describe, expect, it } from 'vitest';
import { bodyOf, scopeKey, type WaiverDraft, WHOLE_ORGANIZATION } from './waiver-draft';

const NOON = new Date(2026, 3, 19, 12);
const terms = (maxDays: number | null = null) => ({ nowMs: NOON.getTime(), maxDays });
const draft = (change: Partial<WaiverDraft> = {}): WaiverDraft => ({
  rule: 'new_critical_max',
  reason: ' in review ',
  scope: WHOLE_ORGANIZATION,
  pullRequest: '',
  ends: '',
  atMost: '',
  ...change,
});

describe('the body of a waiver', () => {
  it('is of the organization, without end and bound, where nothing else is typed', () => {
    expect(bodyOf(draft(), terms())).toEqual({
      rule: 'new_critical_max',
      reason: 'in review',
      repo_id: null,
      pr_number: null,
      expires_at: null,
      max_actual: null,
    });
  });

  it('is of the repository, or of the pull request by choice or by number', () => {
    expect(bodyOf(draft({ scope: scopeKey(8) }), terms())).toMatchObject({ repo_id: 8, pr_number: null });
    expect(bodyOf(draft({ scope: scopeKey(8), pullRequest: '142' }), terms())).toMatchObject({
      repo_id: 8,
      pr_number: 142,
    });
    expect(bodyOf(draft({ scope: scopeKey(8, 7), pullRequest: '142' }), terms())).toMatchObject({
      repo_id: 8,
      pr_number: 7,
    });
  });

  it('forgets the number of a pull request with its repository', () => {
    expect(bodyOf(draft({ pullRequest: '142' }), terms())).toMatchObject({ repo_id: null, pr_number: null });
  });

  it.each([
    ['new_critical_max', ' 2 ', 2],
    ['new_coverage_min', '79.5', 79.5],
    ['rating_min', 'd', 'D'],
    ['change_rating_min', 'b', 'B'],
    // Refused by the service; null would let everything pass.
    ['new_critical_max', '2,5', '2,5'],
    ['new_critical_max', 'Infinity', 'Infinity'],
  ] as const)('has the bound of %s typed as %j', (rule, atMost, max_actual) => {
    expect(bodyOf(draft({ rule, atMost }), terms())).toMatchObject({ max_actual });
  });
});
