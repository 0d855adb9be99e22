import { TEXT_LIMITS } from './report-limits.js';
import { cutContext, cutSnippet, keepContext, NO_REGION, toRegion, toSourceLines } from './source-text.js';

const region = (startLine: unknown, startColumn?: unknown, endLine?: unknown, endColumn?: unknown) =>
  toRegion({ startLine, startColumn, endLine, endColumn });

describe('toRegion', () => {
  it.each([
    [region(3), { startLine: 3, startColumn: null, endLine: 3, endColumn: null }],
    [region(3, 5, 4, 1), { startLine: 3, startColumn: 5, endLine: 4, endColumn: 1 }],
    [region(3, 5, 2, 9), { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 }],
    [region(3, 5, 3, 4), { startLine: 3, startColumn: 5, endLine: 3, endColumn: null }],
    [region(3, 5, 3, 5), { startLine: 3, startColumn: 5, endLine: 3, endColumn: 5 }],
    [region(0, 1), NO_REGION],
    [region(null, 1, 2), NO_REGION],
    [region('3'), NO_REGION],
    [region(1.5), NO_REGION],
    [region(2 ** 31), NO_REGION],
    [region(1, -1, 2, 0), { startLine: 1, startColumn: null, endLine: 2, endColumn: null }],
  ])('%# reads positions', (found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('cutting source text', () => {
  const source = toSourceLines(Array.from({ length: 40 }, (_, at) => `line ${at + 1}`).join('\r\n'));

  it.each([
    [region(2), 'line 2'],
    [region(2, 3), 'ne 2'],
    [region(2, 1, 2, 5), 'line'],
    [region(2, 6, 3, 5), '2\nline'],
    [region(41), null],
    [region(40, 1, 41), null],
    [NO_REGION, null],
  ])('%# cuts the region', (place, expected) => {
    expect(cutSnippet(source, place)).toBe(expected);
  });

  it('cuts ten lines before and sixteen after', () => {
    const context = cutContext(source, region(20, 1, 21, 2));
    expect(context?.startLine).toBe(10);
    expect(context?.text.split('\n')).toHaveLength(10 + 2 + 16);
  });

  it('stops at both ends of the file', () => {
    expect(cutContext(source, region(1))?.startLine).toBe(1);
    expect(cutContext(source, region(40))?.text.endsWith('line 40')).toBe(true);
    expect(cutContext(source, region(41))).toBeNull();
  });

  it('knows where a piece of a file begins', () => {
    const piece = toSourceLines('c\nd', 3);
    expect(cutSnippet(piece, region(4))).toBe('d');
    expect(cutSnippet(piece, region(2))).toBeNull();
    expect(cutContext(piece, region(4))).toEqual({ startLine: 3, text: 'c\nd' });
  });

  it('keeps the flagged line and what fits around it', () => {
    const long = 'x'.repeat(Math.floor(TEXT_LIMITS.context / 3));
    const wide = toSourceLines([long, long, long, 'flagged', long, long, long].join('\n'));
    const context = cutContext(wide, region(4));
    expect(context).toEqual({ startLine: 3, text: [long, 'flagged', long].join('\n') });
    expect(keepContext(wide.lines.join('\n'), 1, region(4))).toEqual(context);
  });

  it.each([
    [TEXT_LIMITS.context, true],
    [TEXT_LIMITS.context + 1, false],
  ])('a flagged line of %i characters is a context: %j', (length, isKept) => {
    const line = 'x'.repeat(length);
    const minified = `a\n${line}\nb`;
    const expected = isKept ? { startLine: 2, text: line } : null;
    expect(cutContext(toSourceLines(minified), region(2))).toEqual(expected);
    expect(keepContext(minified, 1, region(2))).toEqual(expected);
  });

  it('keeps a context as it was given where it is short enough', () => {
    expect(keepContext('a\r\nb', 3, region(99))).toEqual({ startLine: 3, text: 'a\r\nb' });
    expect(keepContext(' \n', 3, region(3))).toBeNull();
  });

  it('cuts a snippet of endless lines short', () => {
    const endless = toSourceLines('x\n'.repeat(100_000));
    expect(cutSnippet(endless, region(1, 1, 99_999))).toHaveLength(TEXT_LIMITS.snippet);
  });
});
