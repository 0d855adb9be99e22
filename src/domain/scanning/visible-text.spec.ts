import { hasVisibleText } from './visible-text.js';

describe('a text in which a person sees', () => {
  it.each([
    '',
    ' \t\n',
    '\u200b',
    '\u3164',
    '\u115f\u1160',
    '\uffa0',
    '\u2800',
    '\u00ad\u2060\ufeff',
    '\u034f',
    '\u0301',
    '\u202e',
  ])('nothing is %j', (text) => {
    expect(hasVisibleText(text)).toBe(false);
    expect(hasVisibleText(`${text}why`)).toBe(true);
  });

  it.each(['x', '7', '.', '\u{1f44d}', '한', 'é'])('something is %j', (text) => {
    expect(hasVisibleText(text)).toBe(true);
  });
});
