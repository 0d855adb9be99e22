import { cutText } from './cut-text.js';

it('cuts what is too long, between characters', () => {
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('abcd', 3)).toBe('ab…');
  expect(cutText('a😀bc', 3)).toBe('a…');
  expect(cutText('a😀bc', 4)).toBe('a😀…');
});
