import { lastScopeElement } from './scope-name.js';

describe('lastScopeElement', () => {
  it.each([
    ['Cart.total', 'total'],
    ['Cart/total', 'total'],
    ['cart::Cart::total', 'total'],
    ['Cart#total', 'total'],
    ['total', 'total'],
    ["describe('a/b')", "describe('a/b')"],
    ["Suite/it('adds 1.5')", "it('adds 1.5')"],
    ['', ''],
  ])('%j ends in %j', (scope, name) => expect(lastScopeElement(scope)).toBe(name));
});
