import { parseFindings } from '../parse-findings.js';

const read = (xml: string) => {
  const read = parseFindings(Buffer.from(xml));
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return { ...read.value, findings: read.value.runs.flatMap((run) => run.findings) };
};

const PLAIN = `<?xml version="1.0" encoding="UTF-8"?>
<pmd-cpd>
  <duplication lines="14" tokens="40">
    <file line="5" path="src\\Plus.cpp"/>
    <file line="7" path="src/Minus.cpp"/>
    <file line="9" path="src/Plus.cpp"/>
    <codefragment><![CDATA[int a;
int b;]]></codefragment>
  </duplication>
</pmd-cpd>`;

describe('reading PMD-CPD XML', () => {
  it('reads a duplication with all its places as one finding', () => {
    expect(read(PLAIN).findings).toEqual([
      {
        tool: 'cpd',
        ruleId: 'duplicated-block',
        type: 'duplication',
        severity: 'medium',
        debtKind: 'duplicated_block',
        message: 'Duplicated block of 14 lines, also at "src/Minus.cpp:7", "src/Plus.cpp:9"',
        filePath: 'src/Plus.cpp',
        region: { startLine: 5, startColumn: null, endLine: 18, endColumn: null },
        snippet: 'int a;\nint b;',
        context: null,
        scope: null,
        partialFingerprints: {},
        isSuppressed: false,
        clone: {
          places: [
            { filePath: 'src/Minus.cpp', startLine: 7, endLine: 20 },
            { filePath: 'src/Plus.cpp', startLine: 5, endLine: 18 },
            { filePath: 'src/Plus.cpp', startLine: 9, endLine: 22 },
          ],
          signature: 'inta;',
        },
      },
    ]);
  });

  it('reads the namespace, the version and the exact region of newer reports', () => {
    const report = read(`<pmd-cpd xmlns="https://pmd-code.org/schema/cpd-report" pmdVersion="7.17.0">
      <file path="src/A.swift" totalNumberOfTokens="100"/>
      <duplication lines="29" tokens="67">
        <file column="49" endcolumn="27" endline="46" line="18" path="src/A.swift"/>
        <file column="58" endcolumn="27" endline="206" line="178" path="src/A.swift"/>
        <codefragment>a &amp; b</codefragment>
      </duplication></pmd-cpd>`);
    expect(report.runs[0]?.toolVersion).toBe('7.17.0');
    expect(report.findings).toMatchObject([
      { region: { startLine: 18, startColumn: 49, endLine: 46, endColumn: 28 }, snippet: 'a & b' },
    ]);
  });

  it('counts lines that lie in several copies once', () => {
    expect(read(PLAIN).duplicatedLines).toBe(18 + 14);
  });

  it('reads a prefix as well', () => {
    const prefixed = PLAIN.replaceAll('<', '<c:')
      .replaceAll('<c:/', '</c:')
      .replaceAll('<c:?', '<?')
      .replace('<c:!', '<!');
    expect(read(prefixed).findings).toEqual(read(PLAIN).findings);
  });

  it('reads fragments within files', () => {
    const report = read(`<pmd-cpd><duplication lines="100">
      <file path="a.ts" line="1"><codefragment><![CDATA[one]]></codefragment></file>
      <file path="b.ts" line="2"><codefragment><![CDATA[two]]></codefragment></file></duplication></pmd-cpd>`);
    expect(report.findings).toMatchObject([{ snippet: 'one', severity: 'high', filePath: 'a.ts' }]);
  });

  const MIB = 1024 * 1024;
  const quoting = (fragment: string) =>
    `<pmd-cpd><duplication lines="2"><file path="a.c" line="1"/><codefragment>${fragment}</codefragment></duplication></pmd-cpd>`;

  it.each([
    ['in a section', `<![CDATA[${'int a;\n'.repeat(MIB)}]]>`],
    ['as text', 'int a;\n'.repeat(MIB)],
    ['of just what a text may be', 'x'.repeat(8 * MIB)],
  ])('reads a block of megabytes %s', (_, fragment) => {
    expect(read(quoting(fragment)).findings).toMatchObject([{ filePath: 'a.c' }]);
  });

  it.each([
    ['one byte over the limit', 'x'.repeat(8 * MIB + 1)],
    ['too long a section', `<![CDATA[${'x'.repeat(60 * MIB)}]]>`],
    ['too long a comment', `<!--${'x'.repeat(60 * MIB)}-->`],
    ['too long a text in pieces', `${'x'.repeat(MIB)}<!-- -->`.repeat(9)],
  ])('refuses %s', (_, fragment) => {
    expect(parseFindings(Buffer.from(quoting(fragment)))).toMatchObject({ error: { code: 'limit_exceeded', line: 1 } });
  });

  it('keeps no text that nobody asks for', () => {
    const spaced = quoting('a').replaceAll('><', `>${' '.repeat(6 * MIB)}<`);
    expect(read(spaced).findings).toHaveLength(1);
  });

  it('refuses what would grow beyond its size', () => {
    const bomb = `<!DOCTYPE pmd-cpd [<!ENTITY a "${'b'.repeat(100)}"><!ENTITY c "&a;&a;&a;">]>${quoting('&c;&c;&c;')}`;
    expect(parseFindings(Buffer.from(bomb)).ok).toBe(false);
    expect(parseFindings(Buffer.from(`<pmd-cpd>${'<a>'.repeat(MIB)}`)).ok).toBe(false);
  });

  it('reads a report without duplications', () => {
    expect(read('<pmd-cpd/>')).toMatchObject({ resultCount: 0, runs: [{ tool: 'cpd', findings: [] }] });
  });

  it('refuses a duplication without a file', () => {
    expect(read('<pmd-cpd><duplication lines="3"/></pmd-cpd>').rejected).toEqual([
      { index: 0, reason: 'it names no file' },
    ]);
  });

  it('reads a declared single-byte encoding', () => {
    const bytes = Buffer.from(PLAIN.replace('UTF-8', 'Cp1252').replace('int a', 'int é'), 'latin1');
    const report = parseFindings(bytes);
    expect(report).toMatchObject({ ok: true, value: { runs: [{ findings: [{ snippet: 'int é;\nint b;' }] }] } });
  });

  it.each([PLAIN.slice(0, -3), PLAIN.replace('lines="14"', 'lines=14')])(
    'refuses XML that is not well-formed',
    (xml) => {
      expect(parseFindings(Buffer.from(xml))).toMatchObject({ ok: false, error: { code: 'malformed' } });
    },
  );
});
