import { describe, expect, it } from 'vitest';
import { filterOf, readFindingsSearch, toggleFacet, toWire } from './finding-search';

describe('the filter in the address', () => {
  it('separates the values of a list by commas, also those that look like numbers', () => {
    expect(filterOf(readFindingsSearch({ severity: 'critical,high', rule: 123, q: true }))).toEqual({
      severity: ['critical', 'high'],
      rule: ['123'],
      q: 'true',
    });
  });

  it('drops what it does not know', () => {
    expect(readFindingsSearch({ newness: 'old', sort: 'color', selected: 'x', other: 1, severity: '' })).toEqual({});
  });

  it('keeps a value with a comma whole', () => {
    const search = toggleFacet({}, 'rule', 'no,rule%2C');
    expect(filterOf(search).rule).toEqual(['no,rule%2C']);
  });

  it('takes a second choice of a value back', () => {
    const once = toggleFacet({ severity: 'high' }, 'severity', 'critical');
    expect(once.severity).toBe('high,critical');
    expect(toggleFacet(once, 'severity', 'high').severity).toBe('critical');
    expect(toggleFacet(toggleFacet({}, 'newness', 'new'), 'newness', 'new').newness).toBeUndefined();
  });

  it('has the names of the API on the wire', () => {
    expect(toWire(filterOf({ tool: 'a,b', folder: 'src/', newness: 'inherited', state: 'counted', q: 'x' }))).toEqual({
      tool: ['a', 'b'],
      path: 'src',
      is_new: false,
      is_fp: false,
      is_accepted: false,
      is_suppressed: false,
      q: 'x',
    });
  });

  it('leaves out info and coverage gaps of what rules count', () => {
    const wire = toWire(filterOf({ type: 'bug', newness: 'new', state: 'judged' }));
    expect(wire).toMatchObject({ type: ['bug'], is_new: true, is_fp: false });
    expect(wire.severity).toEqual(['critical', 'high', 'medium', 'low']);
    expect(toWire({ state: 'judged' }).type).not.toContain('coverage_gap');
  });
});
