import { parseParty } from './parse-party.js';

describe('parseParty', () => {
  it.each([
    ['12', { id: 12 }],
    ['user', { type: 'user' }],
    ['api_key:7', { type: 'api_key', id: 7 }],
    ['mira@example.test', { name: 'mira@example.test' }],
    ['user:x', { name: 'user:x' }],
    ['user:7:8', { name: 'user:7:8' }],
    ['007', { name: '007' }],
  ])('reads %s', (text, party) => {
    expect(parseParty(text)).toEqual(party);
  });
});
