import { isMailAddress } from './mail-address.js';

it.each(['jane@example.org', "o'neil+tag@x.example.org", 'a@b', 'jäne@exämple.org', 'a.b-c_d@sub.example.org'])(
  '%s is an address',
  (text) => expect(isMailAddress(text)).toBe(true),
);

it.each([
  'a,b@example.test',
  'a;b@example.test',
  'group:a@example.test;',
  '<x>y@example.test',
  '<a@example.test>',
  'a@example.test>',
  '"a"@example.test',
  '"a b"@example.test',
  'a@example.test (comment)',
  '(comment)a@example.test',
  'a b@example.test',
  'a@b@example.test',
  'a\\@example.test',
  'a@[127.0.0.1]',
  'a@example.test\r\nBcc: b@example.test',
  'a\u202e@example.test',
  'a\u200b@example.test',
  'example.test',
  '@example.test',
  'a@',
  '',
])('%j is none', (text) => expect(isMailAddress(text)).toBe(false));
