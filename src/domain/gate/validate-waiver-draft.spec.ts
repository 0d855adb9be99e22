import { RULE_NAMES } from './rules.js';
import { validateWaiverDraft, type WaiverDraft } from './validate-waiver-draft.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const DAY_MS = 86_400_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);

const aDraft = (traits: Partial<WaiverDraft> = {}): WaiverDraft => ({
  rule: 'new_critical_max',
  reason: 'test harness only',
  repoId: 8,
  prNumber: null,
  expiresAt: null,
  maxActual: null,
  ...traits,
});

const badFields = (traits: Partial<WaiverDraft>, waiverMaxDays: number | null = null): string[] =>
  validateWaiverDraft(aDraft(traits), { at: NOW, waiverMaxDays }).map(({ field }) => field);

describe('validateWaiverDraft', () => {
  it.each<[label: string, traits: Partial<WaiverDraft>, bad: string[]]>([
    ['a plain draft', {}, []],
    ['a draft for the organization', { repoId: null }, []],
    ['a draft for a pull request', { prNumber: 142 }, []],
    ['a pull request without its repository', { repoId: null, prNumber: 142 }, ['pr_number']],
    ['an unknown rule', { rule: 'new_low_max' }, ['rule']],
    ['the name of an inherited property', { rule: 'toString' }, ['rule']],
    ['no reason', { reason: '' }, ['reason']],
    ['a blank reason', { reason: ' \n\t' }, ['reason']],
    ['a reason of one character', { reason: 'x' }, []],
    ['a reason of 2000 characters', { reason: 'x'.repeat(2000) }, []],
    ['a reason of 2000 emoji', { reason: '\u{1F600}'.repeat(2000) }, []],
    ['a reason of 2001 characters', { reason: 'x'.repeat(2001) }, ['reason']],
    ['an end in the past', { expiresAt: later(-1) }, ['expires_at']],
    ['an end now', { expiresAt: later(0) }, ['expires_at']],
    ['an end in a millisecond', { expiresAt: later(1) }, []],
    ['an end that is no date', { expiresAt: new Date(NaN) }, ['expires_at']],
    ['a bound that fits the rule', { maxActual: 2 }, []],
    ['a bound that does not', { maxActual: 1.5 }, ['max_actual']],
    ['a number for a letter', { rule: 'rating_min', maxActual: 3 }, ['max_actual']],
    ['a letter for a letter', { rule: 'rating_min', maxActual: 'D' }, []],
    ['a percentage over 100', { rule: 'new_coverage_min', maxActual: 101 }, ['max_actual']],
    ['no bound at all', { maxActual: undefined }, []],
    [
      'everything wrong, all at once',
      { rule: 'nope', reason: '', repoId: null, prNumber: 1, expiresAt: later(-1) },
      ['rule', 'reason', 'pr_number', 'expires_at'],
    ],
  ])('judges %s', (_label, traits, bad) => {
    expect(badFields(traits)).toEqual(bad);
  });

  it.each<[label: string, expiresAt: Date | null, maxDays: number | null, bad: string[]]>([
    ['without an end where none is needed', null, null, []],
    ['without an end where one is needed', null, 30, ['expires_at']],
    ['just within the longest life', later(30 * DAY_MS - 1), 30, []],
    ['of the longest life', later(30 * DAY_MS), 30, []],
    ['of a longer one', later(30 * DAY_MS + 1), 30, ['expires_at']],
    ['of a hundred years where there is no limit', later(36_500 * DAY_MS), null, []],
  ])('judges a waiver %s', (_label, expiresAt, maxDays, bad) => {
    expect(badFields({ expiresAt }, maxDays)).toEqual(bad);
  });

  it.each<[field: string, traits: Partial<WaiverDraft>, maxDays: number | null, message: string]>([
    ['rule', { rule: 'nope' }, null, `must be one of ${RULE_NAMES.join(', ')}`],
    ['reason', { reason: '' }, null, 'must be 1 to 2000 characters and not blank'],
    ['pr_number', { repoId: null, prNumber: 1 }, null, 'needs repo_id beside it'],
    ['expires_at', {}, 30, 'is required, at most 30 days from now'],
    ['expires_at', { expiresAt: later(-1) }, 30, 'must be a time in the future'],
    ['expires_at', { expiresAt: later(31 * DAY_MS) }, 30, 'must be at most 30 days from now'],
  ])('says what %s must be: %j', (field, traits, waiverMaxDays, message) => {
    expect(validateWaiverDraft(aDraft(traits), { at: NOW, waiverMaxDays })).toEqual([{ field, message }]);
  });
});
