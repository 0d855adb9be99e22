import { isSameAddress } from './same-address.js';

describe('isSameAddress', () => {
  it.each([
    ['mira@example.test', 'mira@example.test', true],
    ['Mira@Example.TEST', 'mira@example.test', true],
    ['mära@example.test', 'MäRA@example.test', true],
    ['m\u0130ra@example.test', 'mira@example.test', false],
    ['m\u0131ra@example.test', 'mira@example.test', false],
    ['\u212Aim@example.test', 'kim@example.test', false],
    ['MÄRA@example.test', 'mära@example.test', false],
    ['mira@example.test ', 'mira@example.test', false],
  ])('of %s and %s: %s', (one, other, isSame) => {
    expect(isSameAddress(one, other)).toBe(isSame);
  });
});
