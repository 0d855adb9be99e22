import fc from 'fast-check';
import { toPlainName } from './plain-name.js';

it.each([
  ['Jane Doe', 'Jane Doe'],
  ['Acme Inc. (https)', 'Acme Inc. (https)'],
  ['J. R. www', 'J. R. www'],
  ['Visit https://evil.example/x', 'Visit https evil.example/x'],
  ['www.evil.example', 'www evil.example'],
  ['WwW.evil.example', 'WwW evil.example'],
  ['a\r\nBcc: b', 'a Bcc: b'],
  ['w\u0000ww.evil.example', 'w ww.evil.example'],
  ['\u202eenaJ', 'enaJ'],
  ['://', ''],
])('%j is %j', (name, plain) => expect(toPlainName(name)).toBe(plain));

it('leaves neither links nor controls of any text, and changes its result no more', () => {
  const part = fc.constantFrom(':', '/', '://', 'www', 'w', 'W', '.', '\n', '\u2066', '\u200b', ' ', 'é', '😀');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const plain = toPlainName(parts.join(''));
      expect(plain).not.toMatch(/:\/\/|www\.|[\p{Cc}\p{Cf}]/iu);
      expect(toPlainName(plain)).toBe(plain);
    }),
  );
});
