import { describe, expect, it } from 'vitest';
import { readWaiversSearch } from './waivers-search';

describe('the address of waivers', () => {
  it('has the tab, and the form with what it is filled in with', () => {
    const search = { state: 'requested', form: 'request', rule: 'rating_min', repo: 8, pr: 142 };
    expect(readWaiversSearch(search)).toEqual(search);
  });

  it.each([
    { state: 'in_force' },
    { state: 'expired' },
    { form: 'other' },
    { rule: 'toString' },
    { repo: '8' },
    { repo: -1 },
    { pr: 142 },
  ])('leaves out what it does not know: %j', (search) => {
    expect(readWaiversSearch(search)).toEqual({});
  });
});
