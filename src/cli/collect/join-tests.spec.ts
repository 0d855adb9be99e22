import { parseTests } from '../../domain/test-results/parse-tests.js';
import { type TestsFile } from '../report-file.js';
import { joinTests } from './join-tests.js';

const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n';
const aFile = (name: string, content: string | Buffer): TestsFile => ({
  ...{ kind: 'tests', name, content: Buffer.from(content), format: 'junit', reportPath: name },
});
const ofClass = (name: string, test: string): TestsFile =>
  aFile(name, `${PROLOG}<testsuite name="${test}"><testcase name="${test}" classname="C"/></testsuite>`);
const namesIn = ({ content }: TestsFile): string[] | null => {
  const report = parseTests(content);
  return report.ok ? report.value.tests.map(({ name }) => name) : null;
};

describe('joinTests', () => {
  it('joins the reports of single classes folder by folder', () => {
    const joined = joinTests([
      ofClass('a/TEST-A.xml', 'one'),
      ofClass('a/TEST-B.xml', 'two'),
      ofClass('b/TEST-A.xml', 'three'),
      ofClass('junit.xml', 'four'),
    ]);
    expect(joined.map((file) => [file.name, file.reportPath, namesIn(file)])).toEqual([
      ['junit.xml', 'junit.xml', ['four']],
      ['a/TEST-A.xml and 1 more', 'a/TEST-A.xml', ['one', 'two']],
      ['b/TEST-A.xml', 'b/TEST-A.xml', ['three']],
    ]);
  });

  it('joins those in other encodings, and in `testsuites` of their own', () => {
    const utf16 = Buffer.from(`\ufeff<testsuites><testsuite><testcase name="é"/></testsuite></testsuites>`, 'utf16le');
    const [joined] = joinTests([ofClass('TEST-A.xml', 'one'), aFile('TEST-B.xml', utf16)]);
    expect(namesIn(joined!)).toEqual(['one', 'é']);
  });

  it('leaves one that breaks off alone', () => {
    const joined = joinTests([
      ofClass('TEST-A.xml', 'one'),
      aFile('TEST-B.xml', '<testsuite>'),
      ofClass('TEST-C.xml', 'two'),
    ]);
    expect(joined.map(namesIn)).toEqual([null, ['one', 'two']]);
  });

  it('joins up to 20 MiB', () => {
    const large = (name: string): TestsFile =>
      aFile(
        name,
        `<testsuite><testcase name="${name}"/><system-out>${'x'.repeat(8 * 1024 * 1024)}</system-out></testsuite>`,
      );
    const joined = joinTests(['TEST-A.xml', 'TEST-B.xml', 'TEST-C.xml'].map(large));
    expect(joined.map(namesIn)).toEqual([['TEST-A.xml', 'TEST-B.xml'], ['TEST-C.xml']]);
  });
});
