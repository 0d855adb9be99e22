import { expect, it } from 'vitest';
import { type Flip, type Simulation } from '../../../gate/simulation';
import { effectSentence } from '../../../verdict/effect-sentence';
import { becauseWords, notJudgeableWords } from './messages';

const aFlip = (values: Partial<Flip> = {}): Flip => ({
  scan_id: 1 as Flip['scan_id'],
  repo: 'acme/web',
  pr_number: 5,
  because: [],
  reason: null,
  ...values,
});
const NOTHING: Simulation = { scans: 0, unchanged: 0, to_failed: [], to_passed: [], not_judgeable: [] };

it.each([
  [
    { scans: 100, unchanged: 96, to_failed: [aFlip(), aFlip(), aFlip()], to_passed: [aFlip()] },
    'Of the last 100 scans 3 would fail and 1 would pass; 96 would stay.',
  ],
  [{ scans: 12, unchanged: 12 }, 'The last 12 scans would be judged as before.'],
  [{ scans: 1 }, 'None of the last 1 scan can be judged by this policy.'],
])('the effect of %j is one sentence', (values, sentence) => {
  expect(effectSentence({ ...NOTHING, ...values })).toBe(sentence);
});

it('scans that cannot be judged are counted by the reason', () => {
  const scan = (reason: Simulation['not_judgeable'][number]['reason']) => ({ ...aFlip(), reason });
  expect(notJudgeableWords(NOTHING)).toBeNull();
  expect(notJudgeableWords({ ...NOTHING, not_judgeable: [scan('pending'), scan('pending'), scan('timed_out')] })).toBe(
    '3 scans cannot be judged: 2 pending and 1 not completed in time.',
  );
});

it('a flip names the rules that it violates, or violated until now', () => {
  const because = ['new_critical_max', 'new_coverage_min'];
  expect(becauseWords(aFlip({ because }), 'failed')).toBe('violates New critical and Coverage');
  expect(becauseWords(aFlip({ because }), 'passed')).toBe('no longer violates New critical and Coverage');
  expect(becauseWords(aFlip(), 'passed')).toBe('meets all rules');
  expect(becauseWords(aFlip({ reason: 'missing_tool' }), 'failed')).toBe(
    'A report is missing: it was announced, or its tool reported on the base.',
  );
});
