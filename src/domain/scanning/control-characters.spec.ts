import fc from 'fast-check';
import {
  hasControls,
  isControlUnit,
  removeControlsInLines,
  replaceControls,
  replaceControlsInLines,
} from './control-characters.js';

describe('control characters', () => {
  it.each([
    ['plain-rule.id/日本', 'plain-rule.id/日本'],
    ['\u001b[31mred', '\uFFFD[31mred'],
    ['a\r\n::error::b', 'a\uFFFD\uFFFD::error::b'],
    ['a\tb\u007fc\u009bd', 'a\uFFFDb\uFFFDc\uFFFDd'],
    ['user\u202egnp.js', 'user\uFFFDgnp.js'],
    ['\u2066a\u2069\u200f\u061c', '\uFFFDa\uFFFD\uFFFD\uFFFD'],
    // joins of emoji and scripts are no controls
    ['👩\u200d💻 می\u200cخواهم', '👩\u200d💻 می\u200cخواهم'],
  ])('are replaced in a name: %j', (text, expected) => {
    expect(replaceControls(text)).toBe(expected);
    expect(hasControls(text)).toBe(text !== expected);
  });

  it('but for tabs and line breaks in text of several lines', () => {
    expect(replaceControlsInLines('a\r\n\tb\u001b\u202ec\0')).toBe('a\r\n\tb\uFFFD\uFFFDc\uFFFD');
  });

  it('leave nothing behind in text that is sent elsewhere, but for tabs and line breaks', () => {
    expect(removeControlsInLines('a\r\n\tb\u001b\u202ec\0')).toBe('a\r\n\tbc');
    expect(removeControlsInLines('plain')).toBe('plain');
  });

  it('are none the second time, and the same by unit as by text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = replaceControls(text);
        expect(hasControls(clean)).toBe(false);
        expect(replaceControls(clean)).toBe(clean);
        expect(clean.length).toBe(text.length);
        for (const unit of text.split('')) expect(isControlUnit(unit.charCodeAt(0))).toBe(hasControls(unit));
      }),
    );
  });
});
