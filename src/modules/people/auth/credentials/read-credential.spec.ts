import { claimedIssuerOf, readCredential } from './read-credential.js';

const KEY = `qga_${'ab'.repeat(32)}`;
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${part({ alg: 'ES256' })}.${part({ iss: 'us' })}.${Buffer.alloc(64, 7).toString('base64url')}`;

const read = (headers: Record<string, string>, cookie: string | null = null) => readCredential(headers, cookie);

describe('readCredential', () => {
  it('takes a key from either header and a token from header or cookie', () => {
    expect(read({ 'x-api-key': KEY })).toEqual({ kind: 'api_key', key: KEY });
    expect(read({ authorization: `Bearer ${KEY}` })).toEqual({ kind: 'api_key', key: KEY });
    expect(read({ authorization: `bearer ${TOKEN}` })).toEqual({ kind: 'token', token: TOKEN, via: 'bearer' });
    expect(read({}, TOKEN)).toEqual({ kind: 'token', token: TOKEN, via: 'cookie' });
  });

  it('does not fall through from an unusable header to the cookie', () => {
    expect(read({ 'x-api-key': 'nonsense' }, TOKEN)).toBeNull();
    expect(read({ 'x-api-key': KEY.toUpperCase(), authorization: `Bearer ${TOKEN}` })).toBeNull();
    expect(read({ authorization: 'Basic dXNlcjpwYXNz' }, TOKEN)).toBeNull();
  });

  it('refuses a token whose last character carries stray bits', () => {
    const last = TOKEN.at(-1)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const strayed = TOKEN.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1]!;
    const bytes = (token: string) => Buffer.from(token.split('.')[2]!, 'base64url');
    expect(bytes(strayed)).toEqual(bytes(TOKEN));
    expect(read({ authorization: `Bearer ${strayed}` })).toBeNull();
  });

  it.each(['', 'a.b', 'a.b.c.d', `${TOKEN}=`, `${TOKEN} `, '..'])('takes %j for no token', (text) => {
    expect(read({}, text)).toBeNull();
  });
});

describe('claimedIssuerOf', () => {
  it('reads the claim and survives anything else', () => {
    expect(claimedIssuerOf(TOKEN)).toBe('us');
    expect(claimedIssuerOf(`a.${part({ iss: 5 })}.c`)).toBeNull();
    expect(claimedIssuerOf('a.AAAA.c')).toBeNull();
    expect(claimedIssuerOf('a')).toBeNull();
  });
});
