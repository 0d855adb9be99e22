import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Leftover that a later version drops, with its place in the code and that version. */
interface ToBeDropped {
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly with: string;
}

const ROOT = path.join(__dirname, '../..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const LIST = JSON.parse(read('docs/to-be-dropped.json')) as readonly ToBeDropped[];
const { version } = JSON.parse(read('package.json')) as { readonly version: string };

/** The numbers of a version, so that they compare as texts do. */
const numbersOf = (text: string): string =>
  text
    .split('-')[0]!
    .split('.')
    .map((part) => part.padStart(6, '0'))
    .join('.');

describe('what is to be dropped', () => {
  it.each(LIST)('is in the code until version $with: $what', ({ file, text, with: dropped }) => {
    expect(read(file)).toContain(text);
    expect(numbersOf(version) < numbersOf(dropped)).toBe(true);
  });

  it('is due at its version, which is compared by numbers', () => {
    expect(numbersOf('1.9.3') < numbersOf('1.10.0')).toBe(true);
    expect(numbersOf('2.0.0') < numbersOf('2.0.0')).toBe(false);
    expect(numbersOf('2.0.0-rc.1') < numbersOf('2.0.0')).toBe(false);
  });
});
