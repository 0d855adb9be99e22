import { openReportDocument } from './report-document.js';

const open = (text: string, encoding: BufferEncoding = 'utf8') => openReportDocument(Buffer.from(text, encoding));
const kindOf = (opened: ReturnType<typeof open>) => (opened.ok ? opened.value.kind : opened.error.code);

describe('openReportDocument', () => {
  it.each([
    ['{}', 'json'],
    [' \n[]', 'json'],
    ['\uFEFF[]', 'json'],
    ['<a/>', 'xml'],
    ['\uFEFF <a/>', 'xml'],
    ['1,2,3', 'text'],
    ['', 'empty'],
    [' \r\n\t', 'empty'],
    ['\uFEFF', 'empty'],
    ['{"a":}', 'malformed'],
    ['[1', 'malformed'],
  ])('%j is %s', (text, expected) => {
    expect(kindOf(open(text))).toBe(expected);
  });

  it('decodes UTF-16 with a byte order mark', () => {
    const swapped = Buffer.from('\uFEFF["€"]', 'utf16le').swap16();
    expect(open('\uFEFF["€"]', 'utf16le')).toMatchObject({ ok: true, value: { kind: 'json', value: ['€'] } });
    expect(openReportDocument(swapped)).toMatchObject({ ok: true, value: { kind: 'json', value: ['€'] } });
  });

  it('refuses JSON that is not UTF-8', () => {
    const opened = openReportDocument(Buffer.from('["caf\u00e9"]', 'latin1'));
    expect(opened).toMatchObject({
      ok: false,
      error: { code: 'malformed', message: expect.stringContaining('UTF-8') },
    });
  });

  it('names the place of a syntax error and quotes nothing', () => {
    const opened = open('{\n  "secret": 1,\n  }');
    expect(opened).toMatchObject({ ok: false, error: { line: 3, column: 3 } });
    expect(JSON.stringify(opened)).not.toContain('secret');
  });

  it('refuses JSON nested deeper than 256 levels', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(kindOf(open(nested(256)))).toBe('json');
    expect(open(nested(257))).toMatchObject({ error: { code: 'limit_exceeded', line: 1, column: 257 } });
  });

  it('refuses more than 100 MiB before it looks at them', () => {
    expect(kindOf(openReportDocument(new Uint8Array(100 * 2 ** 20 + 1)))).toBe('limit_exceeded');
  });
});
