import { toProviderIdentity } from './provider-identity.js';

const ISSUER = 'https://login.example.org';
const CLAIMS = {
  sub: 'u-1',
  email: 'jane@example.org',
  email_verified: true,
  name: 'Jane',
  groups: ['dev'],
  sid: 's1',
};
const read = (claims: Readonly<Record<string, unknown>>) => toProviderIdentity(ISSUER, claims, 'groups');

it('names a person by issuer and subject', () => {
  expect(read(CLAIMS)).toEqual({
    issuer: ISSUER,
    subject: 'u-1',
    verifiedEmail: 'jane@example.org',
    name: 'Jane',
    groups: ['dev'],
    sessionId: 's1',
    hasSecondFactor: false,
    signedInAt: null,
  });
});

it.each([
  [['pwd', 'mfa'], true],
  [['otp'], true],
  [['hwk'], true],
  [['pwd'], false],
  [[], false],
  [['MFA'], false],
  ['mfa', false],
  [{ mfa: true }, false],
  [undefined, false],
])('reads a second factor of amr %j: %p', (amr, expected) => {
  expect(read({ ...CLAIMS, amr })?.hasSecondFactor).toBe(expected);
});

it.each([
  [1_795_478_400, new Date(1_795_478_400_000)],
  [1_795_478_400.5, new Date(1_795_478_400_500)],
  [0, new Date(0)],
  [-1, null],
  [1e300, null],
  [Number.NaN, null],
  ['1795478400', null],
  [null, null],
  [undefined, null],
])('reads the time of the sign-in of auth_time %p', (auth_time, expected) => {
  expect(read({ ...CLAIMS, auth_time })?.signedInAt).toEqual(expected);
});

it.each([undefined, '', 7, 'x'.repeat(256), 'a\0b', 'a\ud800'])('is nobody by the subject %p', (sub) => {
  expect(read({ ...CLAIMS, sub })).toBeNull();
});

it.each([undefined, false, 'true', 1, null])('has no verified address by email_verified %p', (email_verified) => {
  expect(read({ ...CLAIMS, email_verified })?.verifiedEmail).toBeNull();
});

it.each([undefined, ['jane@example.org'], 'jane', 'jane@example.org\n', 'a b@example.org', 'jane@example.org\ud800'])(
  'has no address by the email %p',
  (email) => {
    expect(read({ ...CLAIMS, email })?.verifiedEmail).toBeNull();
  },
);

it.each([
  ['Jane Doe', 'Jane Doe'],
  ['Jane\u202e https://evil.example', 'Jane https evil.example'],
  ['WWW.evil.example\n', 'WWW evil.example'],
  ['://', null],
  ['\u0007', null],
  [7, null],
  ['x'.repeat(101), null],
])('cleans the name %p for mails', (name, expected) => {
  expect(read({ ...CLAIMS, name })?.name).toBe(expected);
});

it.each([
  [undefined, []],
  ['one', ['one']],
  [
    ['a', 7, '', 'b'],
    ['a', 'b'],
  ],
])('reads groups of %p', (groups, expected) => {
  expect(read({ ...CLAIMS, groups })?.groups).toEqual(expected);
});

it('reads groups by the name of their claim', () => {
  expect(toProviderIdentity(ISSUER, { ...CLAIMS, roles: ['admin'] }, 'roles')?.groups).toEqual(['admin']);
});
