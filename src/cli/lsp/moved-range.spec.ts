import fc from 'fast-check';
import { type DocumentEdit, editsBetween, moveRange, moveThrough, touches } from './moved-range.js';

const at = (line: number, character: number) => ({ line, character });
const range = (startLine: number, start: number, endLine: number, end: number) => ({
  start: at(startLine, start),
  end: at(endLine, end),
});
const edit = (place: DocumentEdit['range'], text: string): DocumentEdit => ({ range: place, text });

describe('moveRange', () => {
  const flagged = range(4, 2, 4, 10);

  it.each([
    ['an edit behind it', edit(range(4, 10, 4, 12), 'x'), flagged],
    ['an edit below it', edit(range(5, 0, 6, 0), ''), flagged],
    ['new lines above it', edit(range(1, 0, 1, 0), 'a\nb\n'), range(6, 2, 6, 10)],
    ['deleted lines above it', edit(range(1, 0, 3, 0), ''), range(2, 2, 2, 10)],
    ['a joined line', edit(range(3, 5, 4, 0), ''), range(3, 7, 3, 15)],
    ['text before it on its line', edit(range(4, 0, 4, 1), 'abc'), range(4, 4, 4, 12)],
    ['text within it', edit(range(4, 4, 4, 5), 'long'), range(4, 2, 4, 13)],
    ['all of it and its neighbours deleted', edit(range(4, 0, 5, 0), ''), null],
    ['a line inserted right before it', edit(range(4, 2, 4, 2), '\n'), range(5, 0, 5, 8)],
    ['its beginning replaced', edit(range(4, 2, 4, 5), 'x'), range(4, 2, 4, 8)],
    ['CRLF', edit(range(0, 0, 0, 0), 'a\r\nb\r\n'), range(6, 2, 6, 10)],
  ])('after %s', (_, change, moved) => {
    expect(moveRange(flagged, change)).toEqual(moved);
  });

  it('marks the same text as before, wherever edits beside it are', () => {
    const text = fc.stringMatching(/^[ab\n]{0,12}$/);
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (before, after, inserted, isAbove) => {
        const mark = 'MARK';
        const whole = before + mark + after;
        const positionAt = (content: string, offset: number) => {
          const lines = content.slice(0, offset).split('\n');
          return at(lines.length - 1, lines.at(-1)!.length);
        };
        const flaggedMark = {
          start: positionAt(whole, before.length),
          end: positionAt(whole, before.length + mark.length),
        };
        const place = isAbove
          ? { start: at(0, 0), end: positionAt(whole, before.length) }
          : { start: flaggedMark.end, end: positionAt(whole, whole.length) };
        const changed = isAbove ? inserted + mark + after : before + mark + inserted;
        const offset = changed.indexOf(mark);
        expect(moveRange(flaggedMark, edit(place, inserted))).toEqual({
          start: positionAt(changed, offset),
          end: positionAt(changed, offset + mark.length),
        });
      }),
    );
  });

  it('follows edits in their order, and knows those that touch it', () => {
    const edits = [edit(range(0, 0, 0, 0), 'a\n'), edit(range(5, 0, 6, 0), '')];
    expect(moveThrough(flagged, edits.slice(0, 1))).toEqual(range(5, 2, 5, 10));
    expect(moveThrough(flagged, edits)).toBeNull();
    expect([touches(flagged, edits[0]!), touches(flagged, edit(range(4, 10, 4, 10), 'x'))]).toEqual([false, true]);
  });
});

describe('editsBetween', () => {
  /** The text after an edit, whatever ends its lines. */
  const apply = (text: string, { range: { start, end }, text: inserted }: DocumentEdit): string => {
    const lines = text.split('\n');
    const before = [...lines.slice(0, start.line), lines[start.line]!.slice(0, start.character)].join('\n');
    return before + inserted + [lines[end.line]!.slice(end.character), ...lines.slice(end.line + 1)].join('\n');
  };

  it('make the new text, and keep the lines above and below', () => {
    const text = fc.stringMatching(/^[ab\n]{0,12}$/);
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edits = editsBetween(before, after);
        expect(edits.reduce(apply, before)).toBe(after);
        expect(edits.length).toBe(before === after ? 0 : 1);
      }),
    );
    expect(editsBetween('a\r\nb\r\n', 'a\nb\n')).toEqual([]);
    expect(editsBetween('a\nb\nc\n', 'a\nx\ny\nc\n')).toEqual([edit(range(1, 0, 2, 0), 'x\ny\n')]);
  });
});
