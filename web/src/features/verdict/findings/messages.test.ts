import { describe, expect, it } from 'vitest';
import { type FindingRow } from './findings.queries';
import { ruleToWaive, tagOf, whyWords } from './messages';

const ROW: FindingRow = {
  ...{
    issueId: 1,
    severity: 'critical',
    type: 'bug',
    tool: 't',
    rule: 'r',
    path: null,
    line: null,
    endLine: null,
    message: 'm',
  },
  ...{ isNew: true, matchedBy: null, newBecause: 'added_line', owners: [] },
  ...{ isFalsePositive: false, isMarkLineEdited: false, isAccepted: false, isSuppressed: false },
};

describe('the words of a finding', () => {
  it('say that it is accepted, and no longer why it counts', () => {
    expect(tagOf({ ...ROW, isAccepted: true })).toBe('accepted');
    expect(whyWords({ ...ROW, isAccepted: true })).toBe('Not counted for now: it is accepted.');
    expect(tagOf(ROW)).toBe('new');
    expect(whyWords(ROW)).toBe('New: it is on a line that the change adds.');
  });

  it('name the mark before the acceptance, which it outlives', () => {
    expect(tagOf({ ...ROW, isAccepted: true, isFalsePositive: true })).toBe('false positive');
    expect(tagOf({ ...ROW, isFalsePositive: true, isMarkLineEdited: true })).toBe('false positive, line edited');
  });
});

describe('the rule to waive for a finding', () => {
  it('is the first violated one that counts it', () => {
    expect(ruleToWaive(ROW, ['new_high_max', 'new_critical_max'])).toBe('new_critical_max');
    expect(ruleToWaive(ROW, ['rating_min', 'new_total_max'])).toBe('new_total_max');
    expect(ruleToWaive({ ...ROW, severity: 'low', type: 'security' }, ['new_security_max'])).toBe('new_security_max');
  });

  it('is the first one that counts it where none of them is violated', () => {
    expect(ruleToWaive(ROW, ['new_high_max'])).toBe('new_critical_max');
    expect(ruleToWaive({ ...ROW, severity: 'info' }, [])).toBe('new_total_max');
    expect(ruleToWaive({ ...ROW, isNew: false }, ['new_critical_max'])).toBe('rating_min');
  });
});
