import { FIX_LIMITS } from './fix.js';
import { parseFindings } from './parse-findings.js';

const fixesOf = (report: unknown, withFixes = true) => {
  const read = parseFindings(Buffer.from(JSON.stringify(report)), { checkoutRoots: ['/work'], withFixes });
  if (!read.ok) throw new Error(read.error.message);
  return read.value.runs.flatMap(({ findings }) => findings).map(({ fixes }) => fixes);
};

const ESLINT = (message: object) => [
  {
    filePath: '/work/a.js',
    messages: [{ ruleId: 'eqeqeq', severity: 2, message: 'Expected ===.', line: 1, column: 3, ...message }],
  },
];
const eslintFix = { range: [2, 4], text: '===' };

const SARIF = (fixes: unknown, run: object = {}) => ({
  version: '2.1.0',
  runs: [
    {
      ...{ tool: { driver: { name: 'lint' } }, ...run },
      results: [
        {
          ruleId: 'r',
          message: { text: 'm' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'a.js' } } }],
          fixes,
        },
      ],
    },
  ],
});
const change = (uri: string, ...replacements: object[]) => ({ artifactLocation: { uri }, replacements });

const RUFF = (fix: unknown) => [
  {
    ...{ code: 'F401', message: 'unused', filename: '/work/a.py', fix },
    ...{ location: { row: 1, column: 8 }, end_location: { row: 1, column: 10 } },
  },
];
const RUFF_EDIT = { content: '', location: { row: 1, column: 1 }, end_location: { row: 2, column: 1 } };

const RDJSON = (suggestion: object) => ({
  source: { name: 'lint' },
  diagnostics: [{ message: 'm', location: { path: 'a.js', range: { start: { line: 2 } } }, suggestions: [suggestion] }],
});

describe('fixes of reports', () => {
  it('are read on request alone', () => {
    expect(fixesOf(ESLINT({ fix: eslintFix }), false)).toEqual([undefined]);
  });

  it('of ESLint are its fix, which is safe, and its suggestions', () => {
    const suggestions = [{ desc: 'Remove it', fix: { range: [0, 9], text: '' } }];
    expect(fixesOf(ESLINT({ fix: eslintFix, suggestions }))).toEqual([
      [
        { description: null, isSafe: true, edits: [{ span: { unit: 'offsets', start: 2, end: 4 }, text: '===' }] },
        { description: 'Remove it', isSafe: false, edits: [{ span: { unit: 'offsets', start: 0, end: 9 }, text: '' }] },
      ],
    ]);
  });

  it.each([{ range: [4, 2], text: '' }, { range: [-1, 2], text: '' }, { range: [0], text: '' }, { range: [0, 1] }, {}])(
    'that cannot be read are left out: %j',
    (fix) => expect(fixesOf(ESLINT({ fix }))).toEqual([undefined]),
  );

  it.each([
    [FIX_LIMITS.text, true],
    [FIX_LIMITS.text + 1, false],
  ])('of %i characters are read: %p', (length, isRead) => {
    const [fixes] = fixesOf(ESLINT({ fix: { range: [0, 0], text: 'x'.repeat(length) } }));
    expect(fixes !== undefined).toBe(isRead);
  });

  it('of Ruff are safe by their applicability; what is for display is none', () => {
    const span = { unit: 'code_points', startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 };
    const read = (applicability: string) =>
      fixesOf(RUFF({ applicability, message: 'Remove import', edits: [RUFF_EDIT] }));
    const fix = { description: 'Remove import', edits: [{ span, text: '' }] };
    expect(read('safe')).toEqual([[{ ...fix, isSafe: true }]]);
    expect(read('unsafe')).toEqual([[{ ...fix, isSafe: false }]]);
    expect(read('display')).toEqual([undefined]);
    expect(fixesOf(RUFF(null))).toEqual([undefined]);
  });

  it('of SARIF replace regions of the own file, in the columns of the run', () => {
    const replacement = {
      deletedRegion: { startLine: 1, startColumn: 3, endColumn: 5 },
      insertedContent: { text: '===' },
    };
    const fix = { description: { text: 'Use ===' }, artifactChanges: [change('a.js', replacement)] };
    const span = { unit: 'utf16', startLine: 1, startColumn: 3, endLine: 1, endColumn: 5 };
    const read = { description: 'Use ===', isSafe: false, edits: [{ span, text: '===' }] };
    expect(fixesOf(SARIF([fix]))).toEqual([[read]]);
    const inCharacters = { ...read, edits: [{ span: { ...span, unit: 'code_points' }, text: '===' }] };
    expect(fixesOf(SARIF([fix], { columnKind: 'unicodeCodePoints' }))).toEqual([[inCharacters]]);
    const deletion = { artifactChanges: [change('a.js', { deletedRegion: { startLine: 2 } })] };
    const all = { unit: 'utf16', startLine: 2, startColumn: 1, endLine: 2, endColumn: Number.MAX_SAFE_INTEGER };
    expect(fixesOf(SARIF([deletion]))).toEqual([
      [{ description: null, isSafe: false, edits: [{ span: all, text: '' }] }],
    ]);
  });

  it('of SARIF that reach another file are left out whole', () => {
    const replacement = { deletedRegion: { startLine: 1 }, insertedContent: { text: 'x' } };
    const fix = { artifactChanges: [change('a.js', replacement), change('b.js', replacement)] };
    expect(fixesOf(SARIF([fix]))).toEqual([undefined]);
  });

  it('of reviewdog count bytes, and end whole lines', () => {
    const span = { unit: 'bytes', startLine: 2, startColumn: null, endLine: 2, endColumn: null };
    expect(fixesOf(RDJSON({ range: { start: { line: 2 }, end: { line: 2 } }, text: 'x' }))).toEqual([
      [{ description: null, isSafe: false, edits: [{ span, text: 'x\n' }] }],
    ]);
    const range = { start: { line: 2, column: 3 }, end: { line: 2, column: 5 } };
    expect(fixesOf(RDJSON({ range, text: 'x' }))).toEqual([
      [{ description: null, isSafe: false, edits: [{ span: { ...span, startColumn: 3, endColumn: 5 }, text: 'x' }] }],
    ]);
  });

  it('reads the fix that our own form of a report states, in any unit, and never as a safe one', () => {
    const stated = (edits: unknown) =>
      fixesOf({
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'lint' } },
            results: [
              {
                ruleId: 'r',
                message: { text: 'm' },
                locations: [{ physicalLocation: { artifactLocation: { uri: 'a.js' } } }],
                properties: { qualityGate: { fix: { description: 'd', isSafe: true, edits } } },
              },
            ],
          },
        ],
      })[0];
    const lines = { startLine: 1, startColumn: 2, endLine: 3, endColumn: null };
    const edits = [
      { span: { unit: 'offsets', start: 1, end: 2 }, text: 'a' },
      { span: { unit: 'bytes', ...lines }, text: '' },
    ];
    expect(stated(edits)).toEqual([{ description: 'd', isSafe: false, edits }]);
    for (const wrong of [{ unit: 'offsets', start: 2, end: 1 }, { unit: 'words', ...lines }, { unit: 'utf16' }])
      expect(stated([...edits, { span: wrong, text: 'a' }])).toBeUndefined();
    expect(stated(undefined)).toBeUndefined();
  });
});
