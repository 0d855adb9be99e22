import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { BARE_ENV } from '../../../../test/cli/support/git-repository.js';
import { isNightly } from '../../../../test/support/programme.js';
import { NO_CACHE, openResultCache, type ResultCache } from '../../cache/result-cache.js';
import { type AnalyzerTask } from '../analyzer.js';
import { measureDuplication } from './measure-changes.js';

/** Parts of which files are put together; two files with the same part share a clone, but for the shortest. */
const PARTS = [
  ...Array.from({ length: 12 }, (_, part) =>
    Array.from({ length: 5 + part }, (_, at) => `const part${part}x${at} = read(input.field${at}, ${part}) ?? 'none';`),
  ),
  // a clone on too few lines
  [Array.from({ length: 30 }, (_, at) => `call${at}(${at});`).join(' '), 'after();'],
  // a clone by itself
  Array.from({ length: 40 }, () => 'again(one, two);'),
  ['const pattern = /[/*"`]+\\/\\//g.test("/* no comment */");', 'const address = `https://example.com/${of(/`/)}`;'],
  ['/**', ' * What `of` does, as in "it\'s", /[`]/ and https://example.com.', ' */', 'export type Of = { a: 1 };'],
  ['// A licence that says what everybody may do with this file, at length, as licences do.', 'licensed();'],
];

/** A file: parts in order, each laid out and commented in its own way. */
const aFile = fc.array(
  fc.record({
    part: fc.nat(PARTS.length - 1),
    from: fc.constantFrom(0, 0, 0, 2),
    layout: fc.constantFrom('same', 'same', 'joined', 'apart', 'commented', 'remarked'),
  }),
  { maxLength: 4 },
);
type File = typeof aFile extends fc.Arbitrary<infer Value> ? Value : never;

const LAYOUTS: Readonly<Record<string, (lines: readonly string[]) => string>> = {
  same: (lines) => lines.join('\n'),
  joined: (lines) => lines.map((line) => (/^\/\/|^\/?\s?\*/.test(line) ? `${line}\n` : `${line} `)).join(''),
  apart: (lines) =>
    lines.map((line) => (line.startsWith('const part') ? line.replace(/[(,]/g, '$&\n\t') : line)).join('\n\n'),
  commented: (lines) => lines.map((line, at) => `${line} // of ${at}: it's "so" \`here\``).join('\n'),
  remarked: (lines) => lines.map((line) => line.replace('= read', '= /* why, `how` */ read')).join('\n'),
};

const SCRIPTS = 210;
/** Mostly edits: after the others, all files are read again. */
const KINDS = [
  ...Array.from({ length: 20 }, () => 'edit'),
  'delete',
  'rename',
  'delete',
  'rename',
  'break',
  'mark',
  'component',
];
const aChange = fc.record({
  edits: fc.array(
    fc.record({
      at: fc.nat(SCRIPTS + 2),
      file: aFile,
      kind: fc.constantFrom(...KINDS),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

function textOf(at: number, file: File): string {
  const parts = file.map(({ part, from, layout }) => LAYOUTS[layout]!(PARTS[part]!.slice(from)));
  const own = Array.from({ length: 12 }, (_, line) => `own${at}(${line}, file${at}x${line}, "${at}");`).join('\n');
  return [`import { own${at} } from './own-${at}.js';`, ...parts, own, ''].join('\n');
}

describe('the clones of changed files', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-test-')));
    mkdirSync(path.join(folder, 'tree'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tree = new Map<string, string>();
  const write = (file: string, text: string): void => {
    tree.set(file, text);
    writeFileSync(path.join(folder, 'tree', file), text);
  };
  const openCache = (): ResultCache => {
    const ids = [...tree].map(([file, text]): [string, string] => [
      file,
      createHash('sha256').update(text).digest('hex'),
    ]);
    return openResultCache(path.join(folder, 'kept'), new Map(ids));
  };

  /** The report, and whether only some of the files were read for it. */
  async function measure(cache: ResultCache): Promise<{ readonly report: unknown; readonly isPartial: boolean }> {
    const scratch = path.join(folder, randomUUID());
    mkdirSync(scratch);
    const sources = [...tree.keys()].sort();
    const inventory = { root: path.join(folder, 'tree'), tracked: sources, sources, unread: [], linesOfCode: 0 };
    const task: AnalyzerTask = {
      ...{ inventory, reporting: new Set<string>(), scratch, env: BARE_ENV, timeLimitSeconds: 60 },
      ...{ duplicationExclude: [], cache, signal: new AbortController().signal },
    };
    const report = await measureDuplication(task, sources);
    const isPartial = existsSync(path.join(scratch, 'changed-config.json'));
    return { report: { ...report, statistics: { ...report.statistics, detectionDate: null } }, isPartial };
  }

  function begin(files: readonly File[]): void {
    tree.clear();
    files.forEach((file, at) => write(`module-${at}.${at % 7 === 0 ? 'tsx' : 'ts'}`, textOf(at, file)));
    write('style.css', 'a { color: red; }\n'.repeat(30));
    write('other.css', 'a { color: red; }\n'.repeat(30));
  }

  it('and the totals are those of a run over all files', async () => {
    const changes = isNightly ? 100 : 12;
    let partial = 0;
    let round = 0;
    for (const { edits } of [{ edits: [] }, ...fc.sample(aChange, changes)]) {
      // Later, most files share a part with others.
      if (round % 25 === 0) begin(fc.sample(aFile, SCRIPTS).map((file, at) => (at % 9 === 0 ? file : [])));
      round += 1;
      for (const { at, file, kind } of edits) {
        const name = [...tree.keys()][at % tree.size]!;
        if (kind === 'component') write('view.vue', `<script lang="ts">\n${textOf(at, file)}</script>\n`);
        if (kind === 'component' || name.endsWith('.css') || name.endsWith('.vue')) continue;
        const text = textOf(at, file);
        if (kind === 'delete' || kind === 'rename') tree.delete(name);
        if (kind === 'rename') write(`renamed-${name}`, text);
        if (kind === 'edit') write(name, text);
        if (kind === 'break') write(name, `${text}const = ;\n`);
        if (kind === 'mark') write(name, `${text}// jscpd:ignore-start\n${text}// jscpd:ignore-end\n`);
      }
      const { report, isPartial } = await measure(openCache());
      expect(report).toEqual((await measure(NO_CACHE)).report);
      if (isPartial) partial += 1;
    }
    expect(partial).toBeGreaterThan(changes / 4);
  }, 900_000);

  it('are found without reading files that have no part in them', async () => {
    begin(Array.from({ length: SCRIPTS }, () => []));
    expect((await measure(openCache())).isPartial).toBe(false);
    const again = await measure(openCache());
    expect(again.isPartial).toBe(true);
    const copied = readFileSync(path.join(folder, 'tree/module-100.ts'), 'utf8');
    write('module-1.ts', `${copied.replaceAll('\n', ' // more\n')}own();\n`);
    const { report, isPartial } = await measure(openCache());
    expect(isPartial).toBe(true);
    expect(report).toEqual((await measure(NO_CACHE)).report);
    const { duplicates } = report as { duplicates: { format: string }[] };
    expect(duplicates.filter(({ format }) => format !== 'css')).toHaveLength(1);
  });
});
