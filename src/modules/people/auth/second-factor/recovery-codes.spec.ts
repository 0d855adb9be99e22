import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.js';

it('makes ten codes of 24 characters, each of five random bits', () => {
  const codes = Array.from({ length: 50 }, makeRecoveryCodes).flat();
  expect(makeRecoveryCodes()).toHaveLength(10);
  expect(new Set(codes).size).toBe(500);
  for (const code of codes) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{6}-){3}[0-9a-hjkmnp-tv-z]{6}$/);
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
});

it('knows a code in any case and spacing, and with letters for the digits that they look like', () => {
  const [code] = makeRecoveryCodes() as [string];
  const typed = [
    code.toUpperCase(),
    code.replaceAll('-', ' '),
    code.replaceAll('-', ''),
    code.replaceAll('0', 'O').replaceAll('1', 'l'),
  ];
  for (const text of typed) expect(hashRecoveryCode(text)).toEqual(hashRecoveryCode(code));
  expect(hashRecoveryCode(`${code}2`)).not.toEqual(hashRecoveryCode(code));
});
