import fc from 'fast-check';
import { signatureOf } from './signature.js';

const aLine = (at: number) => `  const value${at} = compute(input${at}, ${at * 7});`;
const TEXT = Array.from({ length: 30 }, (_, at) => aLine(at));

describe('the signature of a text', () => {
  it('is one of its lines, without white space', () => {
    const signature = signatureOf(TEXT.join('\n'))!;
    expect(TEXT.map((line) => line.replaceAll(' ', ''))).toContain(signature);
    expect(signatureOf(TEXT.map((line) => `\t${line}`).join('\r\n'))).toBe(signature);
  });

  it('stays as long as its line does', () => {
    const at = TEXT.findIndex((line) => line.replaceAll(' ', '') === signatureOf(TEXT.join('\n')));
    fc.assert(
      fc.property(fc.nat(at - 1), fc.integer({ min: at + 2, max: TEXT.length }), (from, to) => {
        expect(signatureOf(TEXT.slice(from, Math.max(to, from + 5)).join('\n'))).toBe(signatureOf(TEXT.join('\n')));
      }),
    );
  });

  it('is no first or last line where there are others: they may be of one copy alone', () => {
    const around = (name: string) => [
      `export function ${name}(input, options) {`,
      ...TEXT,
      `} export default ${name};`,
    ];
    expect(signatureOf(around('one').join('\n'))).toBe(signatureOf(around('another').join('\n')));
  });

  it.each([
    ['', null],
    [' \n\t\n', null],
    ['a\nb', 'a'],
    ['}\nreturn null;\n}', 'returnnull;'],
  ])('of %j is %j', (text, signature) => {
    expect(signatureOf(text)).toBe(signature);
  });
});
