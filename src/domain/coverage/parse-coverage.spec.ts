import { gzipSync } from 'node:zlib';
import { processorMs } from '../../../test/support/processor-time.js';
import { type CoverageFormat } from './coverage-report.js';
import { detectCoverageFormat } from './detect-coverage-format.js';
import { parseCoverage } from './parse-coverage.js';

const LCOV = 'TN:\nSF:src/a.ts\nDA:1,1\nDA:2,0\nend_of_record\n';
const COBERTURA = `<?xml version="1.0" encoding="UTF-8"?>
<coverage line-rate="0.5"><packages><package name="p"><classes><class name="é" filename="src/é.py"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`;
const JACOCO =
  '<report name="r"><package name="p"><sourcefile name="A.java"><line nr="1" mi="0" ci="1"/></sourcefile></package></report>';
const CLOVER =
  '<coverage generated="1"><project><file name="a.php"><line num="1" type="stmt" count="1"/></file></project></coverage>';

const utf16 = (text: string, isBigEndian = false): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};

const mark = (...bytes: number[]): Buffer => Buffer.from(bytes);

describe('detectCoverageFormat', () => {
  it.each<[CoverageFormat, string]>([
    ['lcov', LCOV],
    ['lcov', '\n# a comment\n\n SF:a\n'.replace(' SF', 'SF')],
    ['lcov', 'SF:a\r\nend_of_record\r\n'],
    ['cobertura', COBERTURA],
    ['cobertura', '<!DOCTYPE coverage SYSTEM "x"><!-- c --><coverage branch-rate="1" version="1"/>'],
    ['cobertura', '<coverage><sources/></coverage>'],
    ['cobertura', '<coverage version="1"><packages/></coverage>'],
    ['jacoco', JACOCO],
    ['jacoco', '<report><sessioninfo id="a"/></report>'],
    ['jacoco', '<report><group name="g"/></report>'],
    ['jacoco', '<report name="nothing"/>'],
    ['clover', CLOVER],
    ['clover', '<coverage clover="4"/>'],
    ['clover', '<coverage><project/></coverage>'],
    ['clover', '\n  <coverage generated="1"/>'],
    ['go', '\nmode: set\r\na.go:1.1,2.2 1 1\r\n'],
    ['simplecov', '{"Minitest": {"timestamp": 1, "coverage": {}}}'],
    ['simplecov', '{"meta": {"simplecov_version": "0.22.0"}, "coverage": {}}'],
    ['simplecov', '{"command_name": "RSpec", "files": [{"filename": "a.rb", "coverage": [1]}]}'],
    ['sonarqube', '<coverage version="1"><file path="a"/></coverage>'],
    ['sonarqube', '<coverage version="1"/>'],
    ['istanbul', '{"a.js": {"path": "a.js", "statementMap": {}}}'],
    ['coveragepy', '{"meta": {"version": "7.0", "branch_coverage": false}, "files": {}}'],
    ['coveragepy', '{"files": {"a.py": {"executed_lines": []}}}'],
    ['opencover', '<?xml version="1.0"?><CoverageSession/>'],
    ['llvm', '{"version": "2.0.1", "type": "llvm.coverage.json.export", "data": []}'],
    ['llvm', '{"data": [{"totals": {}, "files": []}]}'],
  ])('finds %s', (format, text) => {
    expect(detectCoverageFormat(Buffer.from(text))).toBe(format);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\t '],
    ['JSON', '{"a": 1}'],
    ['prose', 'All tests passed'],
    ['another XML format', '<testsuites/>'],
    [
      'JSON of another kind',
      '{"total": {"lines": {"total": 1}}, "meta": {"version": 1}, "files": [1], "data": {"a": 1}}',
    ],
    ['a list', '[{"statementMap": {}}]'],
    ['broken JSON', '{"a": {"statementMap" 1'],
    ['a mode of no profile', 'mode: other'],
    ['a bare root', '<coverage/>'],
    ['another report', '<report><table/></report>'],
    ['broken XML', '<coverage line-rate="1"'],
    ['a record of no kind', 'XX:1\nSF:a\n'],
  ])('finds none in %s', (_, text) => {
    expect(detectCoverageFormat(Buffer.from(text))).toBeNull();
  });
});

describe('parseCoverage', () => {
  it.each<[CoverageFormat, string]>([
    ['lcov', LCOV],
    ['cobertura', COBERTURA],
    ['jacoco', JACOCO],
    ['clover', CLOVER],
  ])('reads %s, with its format given or not', (format, text) => {
    const report = parseCoverage(Buffer.from(text));
    expect(report).toMatchObject({ ok: true, value: { format, warnings: [] } });
    expect(parseCoverage(Buffer.from(text), { format })).toEqual(report);
  });

  describe('refuses', () => {
    it('an empty file', () => {
      expect(parseCoverage(new Uint8Array())).toMatchObject({
        ok: false,
        error: { code: 'empty', line: 1, column: 1 },
      });
    });

    it.each([
      ['JSON', '{}', 'JSON'],
      ['white space', '  \n', 'white space only'],
      ['text', 'hello', 'text that does not begin with a record of a known format'],
      ['other XML', '<html lang="en"/>', 'XML with the root element <html>'],
    ])('%s, saying what it is', (_, text, found) => {
      const answer = parseCoverage(Buffer.from(text), { format: 'lcov' });
      expect(answer).toMatchObject({ ok: false, error: { code: 'unknown_format', line: 1, column: 1 } });
      expect(answer).toMatchObject({ error: { message: expect.stringContaining(found) } });
    });

    it('a format that the content is not, naming both', () => {
      expect(parseCoverage(Buffer.from(CLOVER), { format: 'cobertura' })).toMatchObject({
        ok: false,
        error: { code: 'format_mismatch', message: 'sent as cobertura, but the content is clover' },
      });
    });

    it('broken XML, with the place and what was expected', () => {
      const broken = COBERTURA.replace('</lines>', '</line>');
      const secondLine = broken.split('\n')[1]!;
      expect(parseCoverage(Buffer.from(broken))).toEqual({
        ok: false,
        error: { code: 'malformed', message: 'expected </lines>', line: 2, column: secondLine.indexOf('</line>') + 3 },
      });
    });

    it('XML that is cut off anywhere', () => {
      for (const text of [COBERTURA, JACOCO, CLOVER]) {
        const bytes = Buffer.from(text);
        for (let length = 0; length < bytes.length; length++) {
          expect(parseCoverage(bytes.subarray(0, length))).toMatchObject({
            ok: false,
            error: { line: expect.any(Number), column: expect.any(Number) },
          });
        }
      }
    });

    it.each([
      ['NUL in lcov', Buffer.from(`${LCOV}\0`)],
      ['NUL in XML', Buffer.from(JACOCO.replace('A.java', 'A\0.java'))],
      ['invalid UTF-8 in XML', Buffer.from(JACOCO.replace('A.java', '\xff.java'), 'latin1')],
      ['an encoded surrogate in XML', Buffer.from(JACOCO.replace('A.java', '\xed\xa0\x80.java'), 'latin1')],
      ['a lone surrogate in UTF-16', utf16(`\ufeff${JACOCO.replace('A.java', '\ud800.java')}`)],
      ['UTF-16 cut within a character', Buffer.concat([utf16(`\ufeff${JACOCO}`), mark(0x20)])],
      [
        'UTF-16 declared but not written',
        Buffer.from(JACOCO.replace('<report', '<?xml version="1.0" encoding="utf-16"?><report')),
      ],
      [
        'an unknown encoding',
        Buffer.from(`<?xml version="1.0" encoding="x-none"?>${JACOCO.replace('A.java', 'Ä.java')}`),
      ],
      ['gzip', gzipSync(LCOV)],
    ])('%s', (_, bytes) => {
      expect(parseCoverage(bytes)).toMatchObject({
        ok: false,
        error: { line: expect.any(Number), column: expect.any(Number) },
      });
    });

    it('a bomb in UTF-16, declared or not', () => {
      const bomb = '<!DOCTYPE report [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><report name="&b;"/>';
      for (const declaration of ['', '<?xml version="1.0" encoding="UTF-16"?>']) {
        for (const bytes of [
          utf16(declaration + bomb),
          utf16(`\ufeff${declaration}${bomb}`),
          utf16(declaration + bomb, true),
        ]) {
          expect(parseCoverage(bytes)).toMatchObject({ ok: false, error: { code: 'malformed', line: 1 } });
        }
      }
    });
  });

  describe('reads any encoding that is declared', () => {
    const expected = parseCoverage(Buffer.from(COBERTURA));
    const declared = (encoding: string): string => COBERTURA.replace('UTF-8', encoding);

    it.each([
      ['UTF-8 with a mark', Buffer.concat([mark(0xef, 0xbb, 0xbf), Buffer.from(COBERTURA)])],
      ['UTF-16 LE with a mark', utf16(`\ufeff${declared('UTF-16')}`)],
      ['UTF-16 BE with a mark', utf16(`\ufeff${declared('utf-16')}`, true)],
      ['UTF-16 LE without', utf16(declared('UTF-16LE'))],
      ['UTF-16 BE without', utf16(declared('UTF-16'), true)],
      ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
      ['windows-1252', Buffer.from(declared('windows-1252'), 'latin1')],
    ])('%s', (_, bytes) => {
      expect(expected.ok).toBe(true);
      expect(parseCoverage(bytes)).toEqual(expected);
    });

    it('US-ASCII, as far as it is ASCII', () => {
      const ascii = JACOCO.replace('<report', '<?xml version="1.0" encoding="US-ASCII"?><report');
      expect(parseCoverage(Buffer.from(ascii)).ok).toBe(true);
    });

    it('lcov in UTF-16, as some shells redirect it', () => {
      expect(parseCoverage(utf16(`\ufeff${LCOV}`))).toEqual(parseCoverage(Buffer.from(LCOV)));
    });

    it('long documents, whose characters lie across the pieces that are decoded', () => {
      const comment = `<!--${'é\u{1f600}'.repeat(9000)}-->`.repeat(3);
      const long = COBERTURA.replace('<coverage', `${comment}<coverage`);
      expect(parseCoverage(utf16(`\ufeff${long}`))).toEqual(expected);
      expect(parseCoverage(utf16(`\ufeff \n${long.replace(/<\?xml.*\?>/, '')}`))).toEqual(expected);
    });
  });

  it.each([
    ['a package', `<package name="${'g'.repeat(60_000)}">FILES</package>`],
    ['a group', `<group name="${'g'.repeat(60_000)}"><package name="p">FILES</package></group>`],
    [
      'groups',
      `${`<group name="${'g'.repeat(2_000)}">`.repeat(30)}<package name="p">FILES</package>${'</group>'.repeat(30)}`,
    ],
  ])('reads many files of %s with a very long name in moments', (_, report) => {
    const files = Array.from({ length: 2_000 }, (_, file) => `<sourcefile name="f${1_000 + file}"/>`).join('');
    const bytes = Buffer.from(`<report name="x">${report.replace('FILES', files)}</report>`);
    const took = processorMs(() => {
      expect(parseCoverage(bytes)).toMatchObject({ ok: true, value: { format: 'jacoco' } });
    });
    expect(took).toBeLessThan(3_000);
  });

  it('knows what windows-1252 has in place of control characters', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at);
    const report = Buffer.concat([Buffer.from('SF:'), bytes, Buffer.from('\nDA:1,1\nend_of_record\n')]);
    const path = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
    expect(parseCoverage(report)).toMatchObject({ ok: true, value: { files: [{ path }] } });
  });

  it('reads lcov of no known encoding as windows-1252, and says so', () => {
    expect(parseCoverage(Buffer.from(LCOV.replace('src/a', 'src/\xe9'), 'latin1'))).toMatchObject({
      ok: true,
      value: {
        files: [{ path: 'src/é.ts' }],
        warnings: [{ code: 'encoding_assumed', message: 'the report is not valid UTF-8 and was read as windows-1252' }],
      },
    });
  });

  it.each([
    ['TN:\n', 'the report names no files'],
    ['SF:a\nend_of_record\n', 'the report has no line records'],
    ['<coverage line-rate="0"/>', 'the report names no files'],
    ['<report name="r"/>', 'the report names no files'],
    ['<coverage clover="4"><project><file name="a"/></project></coverage>', 'the report has no line records'],
  ])('accepts a report without lines, with a warning: %j', (text, warning) => {
    expect(parseCoverage(Buffer.from(text))).toMatchObject({
      ok: true,
      value: { warnings: [{ code: 'report_empty', message: warning }] },
    });
  });

  it('keeps nothing of the bytes', () => {
    const bytes = Buffer.from(LCOV);
    const report = parseCoverage(bytes);
    const before = JSON.stringify(report);
    bytes.fill(0);
    expect(JSON.stringify(report)).toBe(before);
  });
});
