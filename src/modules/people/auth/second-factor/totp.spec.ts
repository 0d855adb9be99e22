import { findTotpStep, makeTotpSecret, totpUri } from './totp.js';

/** The secret of RFC 6238, appendix B, in base32, and the last six digits of its codes. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

it.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
])('knows the codes of RFC 6238: at %d', (seconds, code) => {
  expect(findTotpStep(SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30));
});

it('names the step of a code of the one before or after, and takes none of others', () => {
  const step = 37037037; // of 1111111111
  expect(findTotpStep(SECRET, '050471', at(step * 30 + 30))).toBe(step);
  expect(findTotpStep(SECRET, '050471', at(step * 30 - 1))).toBe(step);
  expect(findTotpStep(SECRET, '050 471', at(step * 30))).toBe(step);
  for (const seconds of [step * 30 + 60, step * 30 - 31])
    expect(findTotpStep(SECRET, '050471', at(seconds))).toBeNull();
  expect(findTotpStep(SECRET, '050472', at(step * 30))).toBeNull();
});

it('makes secrets of 160 bits, none twice', () => {
  const secrets = Array.from({ length: 20 }, makeTotpSecret);
  expect(new Set(secrets).size).toBe(20);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
});

it('has an address that names service, person and secret', () => {
  const uri = new URL(totpUri(SECRET, 'jane+x@example.org', 'Quality Gate gate.example.org'));
  expect(uri.protocol).toBe('otpauth:');
  expect(decodeURIComponent(uri.pathname)).toContain('Quality Gate gate.example.org:jane+x@example.org');
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({
    secret: SECRET,
    issuer: 'Quality Gate gate.example.org',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
