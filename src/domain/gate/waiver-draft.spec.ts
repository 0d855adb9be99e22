import { RULE_NAMES } from './rules.js';
import {
  draftAcceptanceRequest,
  draftWaiver,
  parseRequestFields,
  parseWaiverFields,
  type WaiverTerms,
} from './waiver-draft.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const DAY_MS = 86_400_000;
const FREE: WaiverTerms = { at: NOW, waiverMaxDays: null };
const FINE = { rule: 'new_critical_max', reason: 'only in a test harness' };
const later = (ms: number): string => new Date(NOW.getTime() + ms).toISOString();

const read = (body: object, terms = FREE) => draftWaiver(parseWaiverFields(body), terms);

function errorsOf(body: object, terms = FREE) {
  const reading = read(body, terms);
  return reading.ok ? [] : reading.errors;
}

const badFields = (traits: object, terms = FREE): string[] =>
  errorsOf({ ...FINE, ...traits }, terms).map(({ field }) => field);

describe('a requested waiver', () => {
  it('has every field, typed', () => {
    const body = { ...FINE, repo_id: 8, pr_number: 142, expires_at: '2026-06-01T00:00:00Z', max_actual: 2 };
    expect(read(body)).toEqual({
      ok: true,
      draft: { ...FINE, repoId: 8, prNumber: 142, expiresAt: new Date('2026-06-01T00:00:00Z'), maxActual: 2 },
    });
  });

  it('takes null and absence alike for what is optional', () => {
    const absent = read(FINE);
    const empty = { repo_id: null, pr_number: null, expires_at: null, max_actual: null };
    expect(read({ ...FINE, ...empty })).toEqual(absent);
    expect(absent.ok).toBe(true);
  });

  it.each<[label: string, traits: object, bad: string[]]>([
    ['nothing more', {}, []],
    ['a repository', { repo_id: 8 }, []],
    ['a pull request', { repo_id: 8, pr_number: 142 }, []],
    ['a pull request without its repository', { pr_number: 142 }, ['pr_number']],
    ['an unknown rule', { rule: 'new_low_max' }, ['rule']],
    ['the name of an inherited property', { rule: 'toString' }, ['rule']],
    ['a rule that is no text', { rule: ['new_critical_max'] }, ['rule']],
    ['no reason', { reason: '' }, ['reason']],
    ['a reason that is no text', { reason: 7 }, ['reason']],
    ['a blank reason', { reason: ' \n\t' }, ['reason']],
    ['a reason of one character', { reason: 'x' }, []],
    ['a reason of 2000 characters', { reason: 'x'.repeat(2000) }, []],
    ['a reason of 2000 emoji', { reason: '\u{1F600}'.repeat(2000) }, []],
    ['a reason of 2001 characters', { reason: 'x'.repeat(2001) }, ['reason']],
    ['an end in the past', { expires_at: later(-1) }, ['expires_at']],
    ['an end now', { expires_at: later(0) }, ['expires_at']],
    ['an end in a millisecond', { expires_at: later(1) }, []],
    ['an end that is no time', { expires_at: 'soon' }, ['expires_at']],
    ['a bound that fits the rule', { max_actual: 2 }, []],
    ['a bound that does not', { max_actual: 1.5 }, ['max_actual']],
    ['a number for a letter', { rule: 'rating_min', max_actual: 3 }, ['max_actual']],
    ['a letter for a letter', { rule: 'rating_min', max_actual: 'D' }, []],
    ['a percentage over 100', { rule: 'new_coverage_min', max_actual: 101 }, ['max_actual']],
    ['a bound of an unknown rule', { rule: 'nope', max_actual: [] }, ['rule']],
    [
      'everything wrong, all at once',
      { rule: 'rating_min', reason: '', repo_id: '8', pr_number: 1.5, expires_at: 'soon', max_actual: [] },
      ['reason', 'repo_id', 'pr_number', 'expires_at', 'max_actual'],
    ],
  ])('is judged with %s', (_label, traits, bad) => {
    expect(badFields(traits)).toEqual(bad);
  });

  it('does not ask for repo_id beside pr_number when it has a wrong type', () => {
    expect(badFields({ repo_id: '8', pr_number: 142 })).toEqual(['repo_id']);
  });

  it.each([0, -1, 1.5, '8', true, [8], 2 ** 53])('refuses %p as an id', (id) => {
    expect(badFields({ repo_id: id })).toEqual(['repo_id']);
    expect(badFields({ repo_id: 8, pr_number: id })).toEqual(['pr_number']);
  });

  it.each<[label: string, expiresAt: string | null, maxDays: number | null, bad: string[]]>([
    ['without an end where none is needed', null, null, []],
    ['without an end where one is needed', null, 30, ['expires_at']],
    ['just within the longest life', later(30 * DAY_MS - 1), 30, []],
    ['of the longest life', later(30 * DAY_MS), 30, []],
    ['of a longer one', later(30 * DAY_MS + 1), 30, ['expires_at']],
    ['of a hundred years where there is no limit', later(36_500 * DAY_MS), null, []],
  ])('is judged %s', (_label, expires_at, waiverMaxDays, bad) => {
    expect(badFields({ expires_at }, { at: NOW, waiverMaxDays })).toEqual(bad);
  });

  it('is refused for what the terms say along with what the body says', () => {
    expect(badFields({ reason: '' }, { at: NOW, waiverMaxDays: 30 })).toEqual(['reason', 'expires_at']);
  });

  it.each<[field: string, traits: object, maxDays: number | null, message: string]>([
    ['rule', { rule: 'nope' }, null, `must be one of ${RULE_NAMES.join(', ')}`],
    ['reason', { reason: '' }, null, 'must be 1 to 2000 characters and not blank'],
    ['repo_id', { repo_id: 0 }, null, 'must be a whole number from 1 to 9007199254740991, or null'],
    ['pr_number', { pr_number: 1 }, null, 'also needs repo_id'],
    ['expires_at', {}, 30, 'is required and must be at most 30 days from now'],
    ['expires_at', { expires_at: later(-1) }, 30, 'must be a time in the future'],
    ['expires_at', { expires_at: later(31 * DAY_MS) }, 30, 'must be at most 30 days from now'],
    [
      'expires_at',
      { expires_at: 1777593600 },
      30,
      'must be a time with a time zone, such as 2026-05-01T00:00:00Z, or null',
    ],
  ])('hears what %s must be: %j', (field, traits, waiverMaxDays, message) => {
    expect(errorsOf({ ...FINE, ...traits }, { at: NOW, waiverMaxDays })).toEqual([{ field, message }]);
  });
});

describe('a request', () => {
  const ask = (body: object, terms = FREE) => {
    const fields = parseRequestFields(body);
    return 'issueId' in fields ? draftAcceptanceRequest(fields, terms) : draftWaiver(fields, terms);
  };

  it('is for a waiver unless it names a problem', () => {
    expect(ask({ ...FINE, issue_id: null })).toEqual(read(FINE));
    expect(ask({ issue_id: 7, reason: 'ends in May' })).toEqual({
      ok: true,
      draft: { issueId: 7, reason: 'ends in May', expiresAt: null },
    });
  });

  it('for a problem is under the terms of waivers, without their scope and bound', () => {
    const reading = ask({ issue_id: 7.5, ...FINE, repo_id: 8, reason: '' }, { at: NOW, waiverMaxDays: 3 });
    expect(reading.ok ? [] : reading.errors.map(({ field }) => field)).toEqual([
      ...['issue_id', 'reason', 'expires_at', 'rule', 'repo_id'],
    ]);
  });
});
