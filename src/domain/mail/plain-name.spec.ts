import fc from 'fast-check';
import { hasLink, hasUnwritable, toPlainName } from './plain-name.js';

it.each([
  ['Jane Doe', 'Jane Doe'],
  ['Acme Inc. (https)', 'Acme Inc. (https)'],
  ['J. R. www', 'J. R. www'],
  ['Visit https://evil.example/x', 'Visit https evil.example x'],
  ['pay at evil.example/pay', 'pay at evil.example pay'],
  ['http:evil.example', 'http evil.example'],
  ['mailto:a@evil.example', 'mailto a@evil.example'],
  ['Acme\u2028Bcc: b', 'Acme Bcc: b'],
  ['ｈｔｔｐ：／／evil．example', 'http evil.example'],
  ['www.evil.example', 'www evil.example'],
  ['WwW.evil.example', 'WwW evil.example'],
  ['a\r\nBcc: b', 'a Bcc: b'],
  ['w\u0000ww.evil.example', 'w ww.evil.example'],
  ['\u202eenaJ', 'enaJ'],
  ['://', ''],
])('%j is %j', (name, plain) => expect(toPlainName(name)).toBe(plain));

describe('a name that people write', () => {
  it.each([
    'J. R. Smith',
    'Node.js team',
    "O'Neil (Acme Inc.)",
    'Acme Inc./Research',
    'Booking.example',
    'jane.doe@example.org',
    'Team: Payments',
    'Shift 9:30',
    'Version 2.0/beta',
    'R&D / Ops',
    '山田 太郎',
    'نیم\u200cفاصله',
    '👩\u200d💻 Ada',
    'Who? Acme.Corp?',
  ])('may be %j', (name) => {
    expect([hasLink(name), hasUnwritable(name)]).toEqual([false, false]);
  });

  it.each([
    'https://evil.example',
    'pay at evil.com/pay',
    'evil.com:8080',
    'evil.com?x',
    'evil.com#x',
    'evil.com\\x',
    'Node.js/React team',
    'http:evil.example',
    'mailto:pay@evil.example',
    'TEL:+49123',
    'see javascript:alert(1)',
    '(data:text/html,x)',
    '//evil.example',
    '\\\\evil\\share',
    'WwW.evil.example',
    'evil．com／pay',
    'evil。com/pay',
    'ｍａｉｌｔｏ：x',
  ])('is no link: %j', (name) => expect(hasLink(name)).toBe(true));

  it.each(['\u2028', '\u2029', '\n', '\u0085', '\u200b', '\u2060', '\ufeff', '\u202e', '\u00ad'])(
    'has nothing that is invisible: %j',
    (character) => expect(hasUnwritable(`Ja${character}ne`)).toBe(true),
  );
});

it('leaves neither links nor controls of any text, and changes its result no more', () => {
  const part = fc.constantFrom(
    ...[
      ':',
      '/',
      '://',
      'www',
      'w',
      'W',
      '.',
      '\n',
      '\u2066',
      '\u200b',
      ' ',
      'é',
      '😀',
      '\\',
      '。',
      '．',
      '：',
      '／',
      '?',
      'ﷺ',
      '1',
    ],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const plain = toPlainName(parts.join(''));
      expect(plain).not.toMatch(/:\/\/|www\.|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/iu);
      expect([hasLink(plain), hasUnwritable(plain)]).toEqual([false, false]);
      expect(toPlainName(plain)).toBe(plain);
    }),
  );
});
