import { readProse } from './read-prose.mjs';
import { checkProse } from './rules.mjs';

const faultsOf = (name: string, source: string): string[] =>
  readProse(name, source).flatMap(({ offset, ...prose }) =>
    checkProse(prose).map((fault) => {
      const at = offset + fault.offset;
      return `${source.slice(0, at).split('\n').length}: ${/^"[^"]*"/.exec(fault.message)![0]}`;
    }),
  );

describe('comments', () => {
  it.each([
    '/** What a scan found. */',
    '/**\n * Whether it is new.\n */',
    '// How it is done.',
    '/** The same again. */',
  ])('begin with their subject, unlike %j', (comment) => {
    expect(faultsOf('some.ts', `${comment}\nexport const some = 1;\n`)).toHaveLength(1);
  });

  it.each(['/** Findings of a scan. */', '/** True when it is new: what it was before does not matter. */'])(
    'may be like %j',
    (comment) => {
      expect(faultsOf('some.ts', `${comment}\nexport const some = 1;\n`)).toEqual([]);
    },
  );

  it('are found at the end of a line and over several, and nowhere in strings', () => {
    const source = "const url = 'https://example.org'; // told\n// first\n// anew\nconst other = `// What`;\n";
    expect(faultsOf('some.ts', source)).toEqual(['1: "told"', '3: "anew"']);
  });
});

describe('words', () => {
  it('are the standard ones in messages, and free in names, code and SQL', () => {
    expect(faultsOf('some.ts', "throw new Error('This cannot be mended.');\n")).toEqual(['1: "mended"']);
    expect(faultsOf('some.ts', "// `told` is a name\nconst told = 'told';\n")).toEqual([]);
    expect(faultsOf('some.ts', '`SELECT told FROM some -- asked for\nWHERE told`;')).toEqual(['1: "asked for"']);
  });

  it('have the meanings that are standard themselves', () => {
    expect(faultsOf('some.md', 'A stub stands for a service. It is told apart. The lock is held.\n')).toEqual([]);
    expect(faultsOf('some.md', 'It stands there. It was told. The status is held.\n')).toHaveLength(3);
  });
});

describe('documents', () => {
  it('have headings that begin with their subject; their code is not read', () => {
    expect(faultsOf('some.md', '# How it works\n\nHow it works:\n\n```sh\n# What was told\n```\n')).toEqual([
      '1: "How"',
    ]);
  });

  it('of the API have summaries in the imperative, without a period', () => {
    const documentOf = (summary: string, description = '') =>
      JSON.stringify({ paths: { '/scans': { get: { summary, description } } } }, null, 2);
    expect(faultsOf('openapi.json', documentOf('List scans', 'Newest first.'))).toEqual([]);
    expect(faultsOf('openapi.json', documentOf('Lists scans.', 'What is there.'))).toEqual([
      '5: "Lists"',
      '5: "."',
      '6: "What"',
    ]);
  });
});
