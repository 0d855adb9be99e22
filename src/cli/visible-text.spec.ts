import fc from 'fast-check';
import { propertyRuns } from '../../test/support/programme.js';
import { toVisible } from './visible-text.js';

const ESC = '\u001b';

describe('toVisible', () => {
  it.each([
    ['plain\n\ttext ✅ 日本\n', 'plain\n\ttext ✅ 日本\n'],
    [`a${ESC}[2J${ESC}]0;title\u0007`, 'a\\u001b[2J\\u001b]0;title\\u0007'],
    ['fine\rGate passed', 'fine\\u000dGate passed'],
    ['a\r\nb', 'a\nb'],
    ['\u009b31mred', '\\u009b31mred'],
    ['user\u202egnp.js', 'user\\u202egnp.js'],
    ['::error::x', '\\u003a:error::x'],
    ['a\n  ::set-output name=x::y', 'a\n  \\u003a:set-output name=x::y'],
    ['src::a ::b', 'src::a ::b'],
    ['a ##[error]b ##vso[task.setvariable]c', 'a \\u0023#[error]b \\u0023#vso[task.setvariable]c'],
    ['a ##teamcity[buildStatus]b', 'a \\u0023#teamcity[buildStatus]b'],
    ['## Heading', '## Heading'],
  ])('%j is %j', (text, shown) => {
    expect(toVisible(text)).toBe(shown);
  });

  it("lets qgate's own colours and commands through where they may stand", () => {
    const painted = `${ESC}[31mfailed${ESC}[39m`;
    expect(toVisible(painted, { hasColours: true })).toBe(painted);
    expect(toVisible(`${painted}${ESC}[8m`, { hasColours: true })).toBe(`${painted}\\u001b[8m`);
    expect(toVisible(painted)).toBe('\\u001b[31mfailed\\u001b[39m');
    expect(toVisible(`::notice::a${ESC}b`, { hasCommands: true })).toBe('::notice::a\\u001bb');
  });

  it('leaves nothing that a terminal or a runner obeys, and JSON as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = toVisible(`${text}\n`);
        // eslint-disable-next-line no-control-regex -- those are meant
        expect(shown).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|^\s*::|##\[/mu);
        expect(JSON.parse(toVisible(JSON.stringify({ text }, null, 2)))).toEqual({ text });
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});
