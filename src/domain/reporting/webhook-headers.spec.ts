import { readHeaders } from './webhook-headers.js';

describe('headers of a webhook', () => {
  it('are read by their names in lower case', () => {
    expect(readHeaders({ Authorization: 'Bearer a b', 'X-One': '1' })).toEqual({
      authorization: 'Bearer a b',
      'x-one': '1',
    });
    expect(readHeaders({})).toEqual({});
  });

  it.each([
    ['too many', Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`x-${at}`, 'a']))],
    ['one of ours', { 'Webhook-Signature': 'v1,a' }],
    ['the host', { HOST: 'a' }],
    ['a proxy', { 'Proxy-Authorization': 'a' }],
    ['the same twice', { 'x-a': '1', 'X-A': '2' }],
    ['no name', { '': 'a' }],
    ['a blank in the name', { 'x a': 'a' }],
    ['a line break in the value', { 'x-a': 'a\r\nhost: b' }],
    ['blanks around the value', { 'x-a': ' a' }],
    ['another letter', { 'x-a': 'é' }],
    ['a number', { 'x-a': 1 }],
    ['a long value', { 'x-a': 'a'.repeat(2001) }],
  ])('are refused with %s', (_, headers) => {
    expect(typeof readHeaders(headers)).toBe('string');
  });
});
