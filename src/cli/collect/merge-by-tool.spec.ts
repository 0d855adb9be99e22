import { type FindingsFile } from '../report-file.js';
import { mergeByTool } from './merge-by-tool.js';

const aFile = (format: FindingsFile['format'], name: string, content: unknown): FindingsFile => ({
  kind: 'findings',
  format,
  name,
  content: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
});
const sarif = (name: string, ...tools: string[]): FindingsFile =>
  aFile('sarif', name, {
    version: '2.1.0',
    runs: tools.map((tool) => ({ tool: { driver: { name: tool } }, results: [name] })),
  });

const read = (files: readonly FindingsFile[]) =>
  files.map(({ name, content }) => [name, JSON.parse(content.toString())]);

describe('mergeByTool', () => {
  it('leaves single reports as they are', () => {
    const files = [aFile('eslint', 'e.json', []), aFile('jscpd', 'j.json', {}), sarif('s.sarif', 'x')];
    expect(mergeByTool(files)).toEqual(files);
  });

  it('joins the results of ESLint and of GitLab reports', () => {
    const files = [
      aFile('eslint', 'a', [{ filePath: 'a.js' }]),
      aFile('gitlab', 'g1', [1]),
      aFile('eslint', 'b', { results: [{ filePath: 'b.js' }], metadata: {} }),
      aFile('gitlab', 'g2', [2]),
    ];
    expect(read(mergeByTool(files))).toEqual([
      ['a + b', [{ filePath: 'a.js' }, { filePath: 'b.js' }]],
      ['g1 + g2', [1, 2]],
    ]);
  });

  it('joins reports of formats that cannot be put together, as SARIF', () => {
    const pylint = (path: string) => [{ symbol: 's', 'message-id': 'E0213', message: 'no', path, line: 1 }];
    const failed = { version: '15.0.4', scan: { scanner: { name: 'S' }, status: 'failure' }, vulnerabilities: [] };
    const merged = mergeByTool([
      aFile('pylint', 'p1', pylint('a.py')),
      aFile('pylint', 'p2', pylint('b.py')),
      aFile(
        'checkstyle',
        'c1',
        '<checkstyle><file name="a"><error message="m" source="detekt.X"/></file></checkstyle>',
      ),
      aFile('checkstyle', 'c2', '<checkstyle><file name="b"><error message="m" source="DL3008"/></file></checkstyle>'),
      aFile('gitlab-security', 'g1', failed),
      aFile('gitlab-security', 'g2', failed),
    ]);
    expect(merged.map(({ name, format }) => [name, format])).toEqual([
      ['p1 + p2', 'sarif'],
      ['c1', 'sarif'],
      ['c2', 'sarif'],
      ['g1', 'gitlab-security'],
      ['g2', 'gitlab-security'],
    ]);
    const [log] = read(merged)[0]!.slice(1) as [{ runs: { results: object[] }[] }];
    expect(log.runs.flatMap(({ results }) => results)).toHaveLength(2);
  });

  it('joins the runs of SARIF logs that share a tool, whatever its capitals', () => {
    const merged = mergeByTool([
      sarif('1', 'Lint'),
      sarif('2', 'other'),
      sarif('3', 'lint'),
      sarif('4', 'other', 'third'),
    ]);
    expect(
      read(merged).map(([name, log]) => [name, log.runs.map((run: { results: string[] }) => run.results[0])]),
    ).toEqual([
      ['1 + 3', ['1', '3']],
      ['2 + 4', ['2', '4', '4']],
    ]);
  });

  it('joins groups that a later log connects', () => {
    const merged = mergeByTool([sarif('1', 'a'), sarif('2', 'b'), sarif('3', 'a', 'b')]);
    expect(merged.map(({ name }) => name)).toEqual(['1 + 2 + 3']);
  });

  it("joins the rows of lizard's tables, and drops headers in between", () => {
    const header = 'NLOC,CCN,token\n';
    const [merged] = mergeByTool([
      aFile('lizard', 'a', `${header}1,2,3\n`),
      aFile('lizard', 'b', `${header}4,5,6\r\n`),
    ]);
    expect(merged?.content.toString()).toBe('NLOC,CCN,token\n1,2,3\n4,5,6\n');
  });

  it.each([
    ['jscpd', '{}'],
    ['cpd', '<pmd-cpd/>'],
    ['lizard', '<cppncss/>'],
  ] as const)('refuses several reports of %s rather than lose one', (format, content) => {
    const files = [aFile(format, 'a', content), aFile(format, 'b', content)];
    expect(() => mergeByTool(files)).toThrow('2 reports come from one tool (a, b), but the service keeps only one.');
  });
});
