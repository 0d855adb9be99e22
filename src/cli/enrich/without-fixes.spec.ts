import { type FindingsFile } from '../report-file.js';
import { withoutFixes } from './without-fixes.js';

const SECRET = 'text of a fix';
const read = (format: FindingsFile['format'], report: unknown): string =>
  withoutFixes({
    ...{ kind: 'findings', format, name: 'a' },
    content: Buffer.from(typeof report === 'string' ? report : JSON.stringify(report)),
  }).content.toString();

const finding = { message: 'kept' };
const FIXED: [FindingsFile['format'], unknown, unknown][] = [
  [
    'sarif',
    { runs: [{ results: [{ ...finding, fixes: [SECRET] }, null] }, null] },
    { runs: [{ results: [finding, null] }, null] },
  ],
  [
    'sarif',
    { runs: [{ results: [{ properties: { qualityGate: { type: 'bug', fix: { edits: [SECRET] } } } }] }] },
    { runs: [{ results: [{ properties: { qualityGate: { type: 'bug' } } }] }] },
  ],
  [
    'eslint',
    [
      {
        messages: [{ ...finding, fix: { text: SECRET }, suggestions: [SECRET] }],
        suppressedMessages: [{ fix: SECRET }],
      },
    ],
    [{ messages: [finding], suppressedMessages: [{}] }],
  ],
  [
    'eslint',
    { results: [{ messages: [{ fix: SECRET }] }], metadata: {} },
    { results: [{ messages: [{}] }], metadata: {} },
  ],
  ['ruff', [{ ...finding, fix: { edits: [SECRET] } }], [finding]],
  ['rdjson', { diagnostics: [{ ...finding, suggestions: [{ text: SECRET }] }] }, { diagnostics: [finding] }],
];

describe('withoutFixes', () => {
  it.each(FIXED)('leaves out the fixes of %s, and nothing else', (format, report, expected) => {
    expect(JSON.parse(read(format, report))).toEqual(expected);
  });

  it.each<[FindingsFile['format'], string]>([
    ['sarif', '{ "runs": [] }'],
    ['sarif', '{ "fixes": no JSON'],
    ['lines', 'a.c:1:2: "fixes"'],
  ])('leaves %s as it is: %s', (format, text) => {
    expect(read(format, text)).toBe(text);
  });
});
