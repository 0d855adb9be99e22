import { createHmac } from 'node:crypto';
import { verifyHmac, verifySecret } from './verify-hook.js';

const SECRET = 'hook secret';
const BODY = '{"action":"closed"}';
const hex = (secret: string) => createHmac('sha256', secret).update(BODY).digest('hex');

function isValid(signature: string): boolean {
  const verifier = verifyHmac(signature, SECRET)!;
  for (const piece of [BODY.slice(0, 5), BODY.slice(5)]) verifier.update(Buffer.from(piece));
  return verifier.isValid();
}

it('verifies the signature of a body in pieces', () => {
  expect(isValid(hex(SECRET))).toBe(true);
  expect(isValid(`sha256=${hex(SECRET)}`)).toBe(true);
});

it.each([hex('another'), hex(SECRET).slice(2), `${hex(SECRET)}00`, 'sha256=', '', 'zz'])('refuses %p', (signature) => {
  expect(isValid(signature)).toBe(false);
});

it('compares a secret that is sent itself', () => {
  expect(verifySecret(SECRET, SECRET)!.isValid()).toBe(true);
  expect(verifySecret(`${SECRET} `, SECRET)!.isValid()).toBe(false);
  expect(verifySecret('', SECRET)!.isValid()).toBe(false);
});

it('knows deliveries without a signature', () => {
  expect([verifyHmac(undefined, SECRET), verifySecret(undefined, SECRET)]).toEqual([null, null]);
});
