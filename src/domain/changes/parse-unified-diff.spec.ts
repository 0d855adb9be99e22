import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { type ReportError } from '../report-error.js';
import { type ChangedFile, changedFile, type Hunk, type LineRange } from './changed-lines.js';
import { mergeRanges } from './line-ranges.js';
import { parseUnifiedDiff } from './parse-unified-diff.js';

const text = (...lines: string[]): string => lines.map((line) => `${line}\n`).join('');

function filesOf(diff: string): readonly ChangedFile[] {
  const outcome = parseUnifiedDiff(diff);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value.files;
}

function errorOf(diff: string): ReportError {
  const outcome = parseUnifiedDiff(diff);
  if (outcome.ok) throw new Error(`read as ${JSON.stringify(outcome.value)}`);
  return outcome.error;
}

const ONE_LINE = ['@@ -0,0 +1 @@', '+one'];

describe('the lines that a change adds', () => {
  const HEADER = ['diff --git a/f.ts b/f.ts', 'index 1111111..2222222 100644', '--- a/f.ts', '+++ b/f.ts'];
  const addedBy = (...hunks: string[]) => filesOf(text(...HEADER, ...hunks))[0]?.added;

  it.each<[label: string, hunks: string[], added: LineRange[]]>([
    ['one between context', ['@@ -1,2 +1,3 @@', ' a', '+b', ' c'], [[2, 2]]],
    ['a changed line', ['@@ -4 +4 @@ function f() {', '-a', '+b'], [[4, 4]]],
    ['none by a removal', ['@@ -3,2 +2,0 @@', '-a', '-b'], []],
    ['without context', ['@@ -0,0 +1,2 @@', '+a', '+b'], [[1, 2]]],
    ['in two hunks', ['@@ -2 +2 @@', '-a', '+b', '@@ -9,0 +10,2 @@', '+c', '+d'], [[2, 2], [10, 11]]], // prettier-ignore
    ['adjacent over two hunks', ['@@ -2 +2 @@', '-a', '+b', '@@ -3 +3 @@', '-c', '+d'], [[2, 3]]],
    ['around a removal', ['@@ -1,2 +1,3 @@', '+a', '-b', ' c', '+d'], [[1, 1], [3, 3]]], // prettier-ignore
    [
      'that look like headers',
      ['@@ -1,2 +1,2 @@', '--- a/x', '-@@ -1 +1 @@', '+++ b/x', '+diff --git a/x b/x'],
      [[1, 2]],
    ],
    [
      'without a line end',
      ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+b', '\\ No newline at end of file'],
      [[1, 1]],
    ],
    ['where only the line end is added', ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a'], [[1, 1]]],
    ['after a note in another language', ['@@ -1 +1 @@', '-a', '\\ Kein Zeilenumbruch am Dateiende.', '+b'], [[1, 1]]],
    ['after blank context that lost its space', ['@@ -1,3 +1,4 @@', ' a', '', ' b', '+c'], [[4, 4]]],
    ['as carriage returns only', ['@@ -1,2 +1,2 @@', ' a', '-b', '+b\r'], [[2, 2]]],
  ])('%s', (_label, hunks, added) => {
    expect(addedBy(...hunks)).toEqual(added);
  });

  it('are numbered in the new version', () => {
    const hunks = ['@@ -1,3 +0,0 @@', '-a', '-b', '-c', '@@ -10,0 +8,1 @@', '+d'];
    expect(addedBy(...hunks)).toEqual([[8, 8]]);
  });

  it('are known where hunks contradict each other, and the hunks are not', () => {
    const hunks = ['@@ -1,3 +0,0 @@', '-a', '-b', '-c', '@@ -10,0 +11,1 @@', '+d'];
    const [file] = filesOf(text(...HEADER, ...hunks));
    expect(file).toMatchObject({ added: [[11, 11]], hunks: null, removed: null });
  });
});

describe('the files that a change touches', () => {
  it.each<[label: string, diff: string[], files: Partial<ChangedFile>[]]>([
    [
      'an edited file',
      ['diff --git a/f.ts b/f.ts', '--- a/f.ts', '+++ b/f.ts', ...ONE_LINE],
      [{ path: 'f.ts', oldPath: null, status: 'modified', hunks: [[0, 0, 1, 1]] }],
    ],
    [
      'a new file',
      ['diff --git a/n.ts b/n.ts', 'new file mode 100644', '--- /dev/null', '+++ b/n.ts', ...ONE_LINE],
      [{ path: 'n.ts', oldPath: null, status: 'added', added: [[1, 1]], removed: [], hunks: [[0, 0, 1, 1]] }],
    ],
    [
      'a new empty file',
      ['diff --git a/n.ts b/n.ts', 'new file mode 100644', 'index 0000000..e69de29'],
      [{ path: 'n.ts', status: 'added', added: [], hunks: [] }],
    ],
    [
      'a deleted file under its old path',
      ['diff --git a/d.ts b/d.ts', 'deleted file mode 100644', '--- a/d.ts', '+++ /dev/null', '@@ -1 +0,0 @@', '-one'],
      [{ path: 'd.ts', oldPath: null, status: 'deleted', added: [], removed: [[1, 1]], hunks: [[1, 1, 0, 0]] }],
    ],
    [
      'a deleted empty file',
      ['diff --git a/d.ts b/d.ts', 'deleted file mode 100644', 'index e69de29..0000000'],
      [{ path: 'd.ts', status: 'deleted', added: [], hunks: [] }],
    ],
    [
      'a deleted file without a Git header',
      ['--- a/d.ts', '+++ /dev/null', '@@ -1 +0,0 @@', '-one'],
      [{ path: 'd.ts', status: 'deleted' }],
    ],
    [
      'a changed mode',
      ['diff --git a/run.sh b/run.sh', 'old mode 100644', 'new mode 100755'],
      [{ path: 'run.sh', status: 'modified', added: [] }],
    ],
    [
      'a pure rename',
      ['diff --git a/old.ts b/new.ts', 'similarity index 100%', 'rename from old.ts', 'rename to new.ts'],
      [{ path: 'new.ts', oldPath: 'old.ts', status: 'renamed', added: [], hunks: [] }],
    ],
    [
      'a rename with an edit',
      [
        'diff --git a/old dir/a.ts b/b.ts',
        'similarity index 90%',
        'rename from old dir/a.ts',
        'rename to b.ts',
        '--- a/old dir/a.ts\t',
        '+++ b/b.ts',
        ...ONE_LINE,
      ],
      [{ path: 'b.ts', oldPath: 'old dir/a.ts', added: [[1, 1]] }],
    ],
    [
      'no rename to the same name',
      ['diff --git a/f b/f', 'rename from f', 'rename to ./f'],
      [{ path: 'f', oldPath: null, status: 'modified' }],
    ],
    [
      'a copy as a new file',
      ['diff --git a/a.ts b/c.ts', 'similarity index 100%', 'copy from a.ts', 'copy to c.ts'],
      [{ path: 'c.ts', oldPath: null, status: 'added', removed: null, hunks: null }],
    ],
    [
      'a binary file',
      ['diff --git a/i.png b/i.png', 'index 1111111..2222222 100644', 'Binary files a/i.png and b/i.png differ'],
      [{ path: 'i.png', added: [], hunks: null, removed: null }],
    ],
    [
      'a binary patch',
      [
        'diff --git a/i.png b/i.png',
        'index 1..2 100644',
        'GIT binary patch',
        'literal 3',
        'Kc${Nk',
        '',
        'literal 0',
        'HcmV?d00001',
        '',
      ],
      [{ path: 'i.png', added: [], hunks: null }],
    ],
    [
      'a file that became a link',
      [
        'diff --git a/l b/l',
        'deleted file mode 100644',
        '--- a/l',
        '+++ /dev/null',
        '@@ -1 +0,0 @@',
        '-one',
        'diff --git a/l b/l',
        'new file mode 120000',
        '--- /dev/null',
        '+++ b/l',
        ...ONE_LINE,
      ],
      [{ path: 'l', status: 'added', added: [[1, 1]] }],
    ],
    [
      'a path with spaces',
      ['diff --git a/my dir/f b/my dir/f', '--- a/my dir/f\t', '+++ b/my dir/f\t', ...ONE_LINE],
      [{ path: 'my dir/f' }],
    ],
    [
      'a changed mode of a path with " b/" in it',
      ['diff --git a/x b/y b/x b/y', 'old mode 100644', 'new mode 100755'],
      [{ path: 'x b/y' }],
    ],
    [
      'a quoted path',
      ['diff --git "a/t\\tb\\"\\\\.ts" "b/t\\tb\\"\\\\.ts"', 'old mode 100644', 'new mode 100755'],
      [{ path: 't\uFFFDb"/.ts' }],
    ],
    [
      'a path in octal',
      ['diff --git "a/\\303\\274.ts" "b/\\303\\274.ts"', '--- "a/\\303\\274.ts"', '+++ "b/\\303\\274.ts"', ...ONE_LINE],
      [{ path: 'ü.ts' }],
    ],
    [
      'a path in plain UTF-8',
      ['diff --git a/ü.ts b/ü.ts', '--- a/ü.ts', '+++ b/ü.ts', ...ONE_LINE],
      [{ path: 'ü.ts' }],
    ],
    [
      'a rename to a quoted path',
      ['diff --git a/u.ts "b/\\303\\274.ts"', 'similarity index 100%', 'rename from u.ts', 'rename to "\\303\\274.ts"'],
      [{ path: 'ü.ts', oldPath: 'u.ts' }],
    ],
    [
      'paths without prefixes',
      ['diff --git src/f.ts src/f.ts', '--- src/f.ts', '+++ src/f.ts', ...ONE_LINE],
      [{ path: 'src/f.ts' }],
    ],
    [
      'a new file without prefixes, below a folder named b',
      ['diff --git b/f.ts b/f.ts', 'new file mode 100644', '--- /dev/null', '+++ b/f.ts', ...ONE_LINE],
      [{ path: 'b/f.ts' }],
    ],
    ['mnemonic prefixes', ['diff --git i/f.ts w/f.ts', '--- i/f.ts', '+++ w/f.ts', ...ONE_LINE], [{ path: 'f.ts' }]],
    ['swapped prefixes', ['diff --git b/f.ts a/f.ts', '--- b/f.ts', '+++ a/f.ts', ...ONE_LINE], [{ path: 'f.ts' }]],
    [
      'the folder a below the prefix a',
      ['diff --git a/a/f b/a/f', '--- a/a/f', '+++ b/a/f', ...ONE_LINE],
      [{ path: 'a/f' }],
    ],
    [
      'prefixes of unequal length',
      ['diff --git old/f.ts newer/f.ts', '--- old/f.ts', '+++ newer/f.ts', ...ONE_LINE],
      [{ path: 'f.ts' }],
    ],
    [
      'GNU diff of two folders',
      [
        'diff -ru old/f.ts new/f.ts',
        '--- old/f.ts\t2026-01-01 10:00:00 +0000',
        '+++ new/f.ts\t2026-01-02 10:00:00 +0000',
        ...ONE_LINE,
        'Only in new: g.ts',
      ],
      [{ path: 'f.ts', added: [[1, 1]] }],
    ],
    [
      'a new file without a Git header',
      ['--- /dev/null', '+++ b/f.ts', ...ONE_LINE],
      [{ path: 'f.ts', status: 'added' }],
    ],
    [
      'two plain sections',
      ['--- a/f.ts', '+++ b/f.ts', ...ONE_LINE, '--- a/g.ts', '+++ b/g.ts', ...ONE_LINE],
      [{ path: 'f.ts', added: [[1, 1]] }, { path: 'g.ts' }],
    ],
    [
      'an old and a new name without prefixes',
      ['--- f.ts.orig', '+++ f.ts', ...ONE_LINE],
      [{ path: 'f.ts', oldPath: null }],
    ],
    [
      'a submodule',
      [
        'diff --git a/sub b/sub',
        'index 1111111..2222222 160000',
        '--- a/sub',
        '+++ b/sub',
        '@@ -1 +1 @@',
        '-Subproject commit 1',
        '+Subproject commit 2',
      ],
      [{ path: 'sub', added: [[1, 1]] }],
    ],
    [
      'files in path order',
      [
        'diff --git a/z b/z',
        'old mode 1',
        'new mode 2',
        'diff --git a/B b/B',
        'old mode 1',
        'new mode 2',
        'diff --git a/a b/a',
        'old mode 1',
        'new mode 2',
      ],
      [{ path: 'B' }, { path: 'a' }, { path: 'z' }],
    ],
    [
      'a mailed patch',
      [
        'From 1111111 Mon Sep 17 00:00:00 2001',
        'Subject: [PATCH] one',
        '',
        '--- not a name',
        '@@ nor a hunk',
        '---',
        ' f.ts | 1 +',
        '',
        'diff --git a/f.ts b/f.ts',
        '--- a/f.ts',
        '+++ b/f.ts',
        ...ONE_LINE,
        '-- ',
        '2.47.3',
        '',
      ],
      [{ path: 'f.ts', added: [[1, 1]] }],
    ],
    [
      'the output of git show',
      [
        'commit 1111111',
        'Author: A <a@example.org>',
        '',
        '    Say one',
        '',
        'diff --git a/f.ts b/f.ts',
        '--- a/f.ts',
        '+++ b/f.ts',
        ...ONE_LINE,
      ],
      [{ path: 'f.ts' }],
    ],
  ])('%s', (_label, diff, files) => {
    const found = filesOf(text(...diff));
    expect(found).toHaveLength(files.length);
    expect(found).toMatchObject(files);
  });

  it.each([
    ['nothing', ''],
    ['blank lines', '\n \r\n'],
    ['a byte order mark', '\uFEFF'],
  ])('none by %s', (_label, diff) => {
    expect(filesOf(diff)).toEqual([]);
  });

  it('the same with CR LF, with a byte order mark, and without a last line end', () => {
    const diff = text('diff --git a/f b/f', '--- a/f', '+++ b/f', '@@ -1,3 +1,3 @@', ' a', '', '-b', '+c');
    const expected = [{ path: 'f', oldPath: null, added: [[3, 3]] }];
    expect(filesOf(diff)).toMatchObject(expected);
    expect(filesOf(diff.replaceAll('\n', '\r\n'))).toMatchObject(expected);
    expect(filesOf(`\uFEFF${diff}`)).toMatchObject(expected);
    expect(filesOf(diff.trimEnd())).toMatchObject(expected);
  });
});

describe('a diff that cannot be trusted', () => {
  const HEADER = ['diff --git a/f b/f', '--- a/f', '+++ b/f'];

  it.each<[label: string, diff: string[], line: number, message: RegExp]>([
    ['prose', ['hello', 'world'], 2, /no unified diff/],
    ['a context diff', ['*** a/f', '--- b/f', '***************'], 3, /no unified diff/],
    [
      'a combined diff',
      ['diff --cc f', 'index 1,2..3', '--- a/f', '+++ b/f', '@@@ -1 -1 +1 @@@', '++a'],
      1,
      /combined/,
    ],
    ['a combined hunk', [...HEADER, '@@@ -1 -1 +1 @@@', '++a'], 4, /combined/],
    ['a hunk without a file', ['@@ -1 +1 @@', '-a', '+b'], 1, /before the names/],
    ['a hunk before the names', ['diff --git a/f b/f', '@@ -1 +1 @@', '-a', '+b'], 2, /before the names/],
    ['a --- line alone', ['diff --git a/f b/f', '--- a/f', '@@ -1 +1 @@'], 2, /without a \+\+\+ line/],
    ['a broken hunk header', [...HEADER, '@@ -1 1 @@', '+a'], 4, /hunk header/],
    ['a hunk at line 0', [...HEADER, '@@ -1,0 +0,1 @@', '+a'], 4, /line 0/],
    ['a hunk cut off', [...HEADER, '@@ -1,2 +1,2 @@', ' a', '+b'], 6, /ends inside a hunk/],
    [
      'a hunk that runs into the next file',
      [...HEADER, '@@ -1,2 +1,2 @@', ' a', 'diff --git a/g b/g'],
      6,
      /neither added/,
    ],
    ['a hunk longer than it says', [...HEADER, '@@ -1 +1 @@', '-a', '+b', '+c'], 7, /longer/],
    ['a hunk with more context than it says', [...HEADER, '@@ -1 +1 @@', ' a', ' b'], 6, /longer/],
    ['more added lines than it says', [...HEADER, '@@ -1,2 +1 @@', ' a', '+b'], 6, /do not match/],
    ['more removed lines than it says', [...HEADER, '@@ -1 +1,2 @@', '-a', '-b', '+c'], 6, /do not match/],
    ['hunks out of order', [...HEADER, '@@ -9 +9 @@', '-a', '+b', '@@ -1 +1 @@', '-a', '+b'], 7, /out of order/],
    ['hunks over the same line', [...HEADER, '@@ -1 +1 @@', '-a', '+b', '@@ -1 +1 @@', '-a', '+b'], 7, /out of order/],
    [
      'a hunk back over lines before a removal',
      [...HEADER, '@@ -1 +4 @@', '-a', '+b', '@@ -6 +4,0 @@', '-c', '@@ -7 +4 @@', '-d', '+e'],
      9,
      /out of order/,
    ],
    ['one file twice', [...HEADER, ...ONE_LINE, ...HEADER, '@@ -3 +3 @@', '-a', '+b'], 6, /twice/],
    [
      'a path above the root',
      ['diff --git a/../f b/../f', '--- a/../f', '+++ b/../f', ...ONE_LINE],
      1,
      /inside the repository/,
    ],
    ['an absolute path', ['--- /x/f', '+++ /x/f', ...ONE_LINE], 1, /inside the repository/],
    ['a path with NUL', ['--- "a/\\000"', '+++ "b/\\000"', ...ONE_LINE], 1, /inside the repository/],
    ['a quoted name that does not end', ['--- "a/f', '+++ "b/f', ...ONE_LINE], 2, /quoted name/],
    ['an unknown escape', ['--- "a/\\x"', '+++ "b/\\x"', ...ONE_LINE], 2, /quoted name/],
    ['names that cannot be told apart', ['diff --git a/f zz/g', 'old mode 1', 'new mode 2'], 1, /without the name/],
    ['a line number out of all bounds', [...HEADER, '@@ -1 +99999999999 @@', '-a', '+b'], 4, /over the limit/],
    ['a count out of all bounds', [...HEADER, '@@ -1 +1,99999999999 @@', '-a', '+b'], 4, /over the limit/],
  ])('is refused for %s, with the line', (_label, diff, line, message) => {
    const error = errorOf(text(...diff));
    expect(error.message).toMatch(message);
    expect(error.line).toBe(line);
  });

  it('is answered by a value, whatever the text', () => {
    const aLine = fc.oneof(
      fc.constantFrom(
        ...HEADER,
        ...ONE_LINE,
        ' a',
        '-b',
        '\\ No',
        'rename from a',
        'rename to "b',
        '+++ /dev/null',
        '@@ -1,2 +1,2 @@',
        '-- ',
        '',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(aLine, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const outcome = parseUnifiedDiff(lines.join(end));
        if (outcome.ok) for (const { added } of outcome.value.files) expect(mergeRanges(added)).toEqual(added);
        else expect(outcome.error.line).toBeLessThanOrEqual(lines.length + 1);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it('reads names of any length without losing its way', () => {
    const long = 'x'.repeat(1_000_000);
    for (const name of [`a/${long}`, `"a/${long}"`, `"${'\\303'.repeat(200_000)}"`]) {
      expect(parseUnifiedDiff(text(`--- ${name}`, `+++ ${name}`, ...ONE_LINE)).ok).toBe(false);
      expect(parseUnifiedDiff(text(`diff --git ${name} ${name}`, 'old mode 1')).ok).toBe(false);
    }
  });
});

/** Change of each line of a file: kept, removed, or added. The contents could be taken for parts of a diff. */
type Edit = readonly [mark: ' ' | '-' | '+', content: string];

const someEdits: fc.Arbitrary<Edit[]> = fc.array(
  fc.tuple(
    fc.constantFrom(' ' as const, ' ' as const, ' ' as const, '-' as const, '+' as const),
    fc.constantFrom('a', '', '-- b/x', '++ b/x', '@@ -1 +1 @@', '\\ No newline', 'diff --git a/x b/x', '\r', ' '),
  ),
  { maxLength: 40 },
);

/** The hunks of an edit script with so many lines of context, and the lines that they add: a second way to both. */
function writeHunks(
  edits: readonly Edit[],
  context: number,
): { hunks: string[]; added: LineRange[]; removed: LineRange[] } {
  const isNear = edits.map((_, index) =>
    edits.slice(Math.max(0, index - context), index + context + 1).some(([mark]) => mark !== ' '),
  );
  const hunks: string[] = [];
  const added: LineRange[] = [];
  const removed: LineRange[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let index = 0; index < edits.length; index += 1) {
    if (isNear[index] === true) {
      const end = !isNear.includes(false, index) ? edits.length : isNear.indexOf(false, index);
      const body = edits.slice(index, end);
      const oldCount = body.filter(([mark]) => mark !== '+').length;
      const newCount = body.filter(([mark]) => mark !== '-').length;
      // A side without lines is named by the line before it.
      hunks.push(
        `@@ -${oldLine - Number(oldCount === 0)},${oldCount} +${newLine - Number(newCount === 0)},${newCount} @@`,
      );
      for (const [mark, content] of body) {
        hunks.push(mark + content);
        if (mark === '+') added.push([newLine, newLine]);
        if (mark === '-') removed.push([oldLine, oldLine]);
        if (mark !== '+') oldLine += 1;
        if (mark !== '-') newLine += 1;
      }
      index = end;
    }
    if (index < edits.length) {
      oldLine += 1;
      newLine += 1;
    }
  }
  return { hunks, added: mergeRanges(added), removed: mergeRanges(removed) };
}

describe('a generated diff', () => {
  const aName = fc.constantFrom('f.ts', 'my dir/f.ts', 'b/a/f', 'ü/f');

  it('reads back as the lines that it was written from, with any context', () => {
    const someFiles = fc.uniqueArray(fc.tuple(aName, someEdits), { selector: ([name]) => name, maxLength: 4 });
    fc.assert(
      fc.property(someFiles, fc.nat(4), fc.constantFrom('a/ b/', ' ', 'i/ w/'), (files, context, prefixes) => {
        const [before = '', after = ''] = prefixes.split(' ');
        const changed = files.filter(([, edits]) => edits.some(([mark]) => mark !== ' '));
        const written = changed.map(([name, edits]) => ({ name, ...writeHunks(edits, context) }));
        const diff = written.flatMap(({ name, hunks }) => [
          `diff --git ${before}${name} ${after}${name}`,
          `--- ${before}${name}`,
          `+++ ${after}${name}`,
          ...hunks,
        ]);
        const expected = changed.map(([name, edits]) => {
          // Without context a hunk is what its header says.
          const { hunks, added, removed } = writeHunks(edits, 0);
          const numbers = hunks.filter((line) => line.startsWith('@@ ')).map((line) => line.match(/\d+/g)!.map(Number));
          return changedFile({
            path: name,
            added,
            removed,
            hunks: numbers as unknown as Hunk[],
            status: 'modified',
          });
        });
        expect(filesOf(text(...diff))).toEqual(expected.toSorted((one, other) => (one.path < other.path ? -1 : 1)));
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});

const hasGit = (): boolean => {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
};

(hasGit() ? describe : describe.skip)('what Git itself writes', () => {
  let folder: string;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'core.autocrlf=false', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    });
  const write = (name: string, content: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  const tenLines = (seed: string): string => Array.from({ length: 10 }, (_, line) => `${seed} ${line}\n`).join('');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'diff-'));
    git('init', '-q');
    write('plain.ts', tenLines('plain'));
    write('gone.ts', tenLines('gone'));
    write('old name.ts', tenLines('renamed'));
    write('b/same.ts', tenLines('same'));
    write('tab\tand "quote"/ü.ts', tenLines('odd'));
    write('crlf.txt', tenLines('crlf').replaceAll('\n', '\r\n'));
    write('dashes.sql', '-- one\n-- two\n-- three\n');
    write('image.bin', 'a\0b');
    git('add', '-A');
    git('commit', '-q', '-m', 'before');

    write('plain.ts', `first\n${tenLines('plain').replace('plain 5', 'changed 5')}last, without a line end`);
    rmSync(join(folder, 'gone.ts'));
    renameSync(join(folder, 'old name.ts'), join(folder, 'new name.ts'));
    write('new name.ts', tenLines('renamed').replace('renamed 3', 'edited 3'));
    write('b/same.ts', `${tenLines('same')}more\n`);
    write('tab\tand "quote"/ü.ts', tenLines('odd').replace('odd 9', 'even 9'));
    write('crlf.txt', tenLines('crlf').replaceAll('\n', '\r\n').replace('crlf 2', 'CRLF 2'));
    write('dashes.sql', '-- one\n++ two\n-- three\n');
    write('image.bin', 'a\0c');
    write('empty.txt', '');
    git('add', '-A');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const FORMATS: string[][] = [
    [],
    ['-U0'],
    ['-U20'],
    ['--no-prefix'],
    ['--src-prefix=was/', '--dst-prefix=is/'],
    ['--full-index', '--binary'],
    ['--patience', '--stat', '-p'],
  ];
  const CONFIGS = ['core.quotePath=true', 'core.quotePath=false', 'diff.mnemonicPrefix=true'];

  it.each(FORMATS.flatMap((format) => CONFIGS.map((config) => [config, format] as const)))(
    'reads with %s and %j as the same change',
    (config, format) => {
      const diff = git('-c', config, 'diff', '--cached', '--find-renames', ...format);
      expect(filesOf(diff)).toMatchObject([
        { path: 'b/same.ts', oldPath: null, added: [[11, 11]] },
        { path: 'crlf.txt', oldPath: null, added: [[3, 3]] },
        { path: 'dashes.sql', oldPath: null, added: [[2, 2]] },
        { path: 'empty.txt', oldPath: null, status: 'added', added: [] },
        { path: 'gone.ts', oldPath: null, status: 'deleted', added: [], removed: [[1, 10]], hunks: [[1, 10, 0, 0]] },
        { path: 'image.bin', oldPath: null, added: [] },
        { path: 'new name.ts', oldPath: 'old name.ts', status: 'renamed', added: [[4, 4]], hunks: [[4, 1, 4, 1]] },
        { path: 'plain.ts', oldPath: null, added: [[1, 1], [7, 7], [12, 12]] }, // prettier-ignore
        { path: 'tab\uFFFDand "quote"/ü.ts', oldPath: null, added: [[10, 10]] },
      ]);
    },
  );
});
