import { flagged, type FlaggedCodeOptions } from '../../../../test/support/flagged-code.js';
import type { Finding } from '../finding.js';
import { extractFeatures } from './extract-features.js';
import { HASH_FIELDS, type HashField } from './feature-table.js';

const SECRET = new Uint8Array(32).fill(3);

/** The fields in which the first findings of two reports have equal hashes. */
function equalFields(one: readonly Finding[], other: readonly Finding[], secret = SECRET): HashField[] {
  const [a, b] = [extractFeatures(one, SECRET), extractFeatures(other, secret)];
  return HASH_FIELDS.filter((field) => a.isEqual(0, b, 0, field));
}

const differing = (one: readonly Finding[], other: readonly Finding[]): HashField[] => {
  const equal = equalFields(one, other);
  return HASH_FIELDS.filter((field) => !equal.includes(field));
};

const CODE = `function run(task) {
  prepare(task, 1);
  const value = «eval»(task.body, task.input, 'now', 42);
  finish(value);
}`;
const code = (change: (code: string) => string, options?: FlaggedCodeOptions) => flagged(change(CODE), options);
const same = code((text) => text);

describe('extractFeatures', () => {
  it('depends on nothing but the finding and the secret', () => {
    expect(extractFeatures(same, SECRET).words).toEqual(extractFeatures(same, SECRET).words);
    // A line that declares nothing has no name to hash.
    expect(equalFields(same, same, new Uint8Array(32).fill(4))).toEqual(['declaration']);
  });

  it('refuses a secret that could be tried out', () => {
    expect(() => extractFeatures(same, new Uint8Array(15))).toThrow(RangeError);
    expect(() => extractFeatures(same, new Uint8Array(16))).not.toThrow();
  });

  it.each<[string, (code: string) => string]>([
    ['indentation', (text) => text.replaceAll('  ', '\t\t')],
    ['line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['quotes and semicolons', (text) => text.replaceAll("'", '"').replaceAll(';', '')],
    ['comments', (text) => text.replaceAll(';', '; // why').replace('prepare', '/* first */ prepare')],
    ['breaks elsewhere', (text) => text.replace('(task, 1)', '(\n    task,\n    1,\n  )')],
  ])('does not see a change of %s', (_, change) => expect(differing(same, code(change))).toEqual([]));

  it.each<[string, (code: string) => string, HashField[]]>([
    ['the line after', (text) => text.replace('finish(value)', 'discard(value)'), ['next16', 'after', 'surroundings']],
    ['the line before', (text) => text.replace('prepare', 'arrange'), ['before8', 'surroundings']],
    ['the function', (text) => text.replace('run', 'start'), ['scope', 'scopeName', 'before8', 'surroundings']],
    ['a break in the line', (text) => text.replace("'now'", "\n    'now'"), ['line', 'lineShape', 'similarity']],
  ])('sees a change of %s in its fields', (_, change, fields) => {
    expect(differing(same, code(change)).filter((field) => field !== 'surroundings')).toEqual(
      fields.filter((field) => field !== 'surroundings'),
    );
  });

  it('hashes the name that a line declares, and marks rules that judge a whole scope', () => {
    const named = (text: string, rule = 'no-eval') => extractFeatures(flagged(text, { rule }), SECRET);
    const [one, edited, other] = ['function «run»(a) {', 'function «run»(a, b) {', 'function «stop»(a) {'].map((text) => named(text)); // prettier-ignore
    expect(one!.isEqual(0, edited!, 0, 'declaration')).toBe(true);
    expect(one!.isEqual(0, other!, 0, 'declaration')).toBe(false);
    expect([one!, named('«run»();', 'complexity')].map((table) => table.has(0, 'judgesScope'))).toEqual([false, true]);
  });

  it('keeps the shapes where only a name changes', () => {
    const changed = differing(
      same,
      code((text) => text.replace('const value', 'const result').replace('(value)', '(result)')),
    );
    expect(changed).toEqual(expect.arrayContaining(['line', 'before8', 'after']));
    for (const shape of ['lineShape', 'beforeShape', 'afterShape'] as const) expect(changed).not.toContain(shape);
  });

  it('keeps a flagged comment', () => {
    const todo = (text: string) => flagged(`run();\n// «TODO» ${text}\nstop();`);
    expect(differing(todo('one'), todo('two'))).toContain('line');
    const trailing = (text: string) => flagged(`run(); // «TODO» ${text}\nstop();`);
    expect(differing(trailing('one'), trailing('two'))).toContain('line');
  });

  it('reads the snippet where there is no context, from where the problem begins', () => {
    const [finding] = same;
    const bare = { ...finding!, context: null, snippet: "eval(task.body, task.input, 'now', 42)" };
    expect(equalFields(same, [bare])).toContain('next8');
    const table = extractFeatures([bare, { ...bare, snippet: null }], SECRET);
    expect([table.has(0, 'hasText'), table.has(1, 'hasText')]).toEqual([true, false]);
  });

  it('copes with a context that does not cover the line, and with columns beyond it', () => {
    const [finding] = same;
    const odd = [
      { ...finding!, context: { startLine: 90, text: 'far' } },
      { ...finding!, region: { startLine: 3, startColumn: 9999, endLine: 3, endColumn: null } },
      { ...finding!, region: { startLine: null, startColumn: null, endLine: null, endColumn: null }, filePath: null },
    ];
    expect(extractFeatures(odd, SECRET).count).toBe(3);
  });

  it('holds no source text', () => {
    const bytes = Buffer.from(extractFeatures(same, SECRET).words.buffer);
    for (const word of ['eval', 'task', 'value', 'prepare', 'cart']) expect(bytes.includes(word)).toBe(false);
  });

  it('gives each text its own hash', () => {
    const names = Array.from({ length: 5000 }, (_, at) => `«name${at}»(other${at % 7});`).join('\n');
    const table = extractFeatures(flagged(names), SECRET);
    for (const field of ['line', 'next8', 'message'] as const) {
      expect(new Set(Array.from({ length: table.count }, (_, row) => table.hash(row, field).join())).size).toBe(
        table.count,
      );
    }
  });
});
