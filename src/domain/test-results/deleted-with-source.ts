import type { ChangedFile } from '../changes/changed-lines.js';
import { isTestOrExample } from '../paths/test-paths.js';
import type { TestResult } from './test-report.js';

/** A file that a change deletes; the kind is null where the report of the change leaves it out. */
export type DeletedFile = Pick<ChangedFile, 'path' | 'kind'>;

const TEST_MARKS = /^test_|[._-](?:test|spec|e2e|cy)$|(?:Tests?|TestCase|Spec|IT)$/;

/**
 * True for tests whose file a change deletes together with a source file of its folder or its name (`foo.test.js`, `foo_test.go`,
 * `test_foo.py`, `FooTest.java` for `foo`). A source file whose kind is not known has the extension of the test.
 */
export function wentWithSource(
  deleted: readonly DeletedFile[],
): (test: Pick<TestResult, 'file' | 'suite' | 'className'>) => boolean {
  const files = deleted.map((file) => ({ ...file, ...partsOf(file.path) }));
  const sources = files.filter(({ kind, path }) => (kind === null ? !isTestOrExample(path) : kind === 'source'));
  const gone = files.filter(
    (file) =>
      !sources.includes(file) &&
      sources.some(
        ({ kind, extension, folder, stem }) =>
          (kind !== null || extension === file.extension) && (folder === file.folder || stem === file.stem),
      ),
  );
  const known = new Map<string | null, boolean>([[null, false]]);
  const isGone = (home: string | null): boolean => {
    if (!known.has(home))
      known.set(
        home,
        gone.some(({ path }) => isFileOf(path, home!)),
      );
    return known.get(home)!;
  };
  return ({ file, suite, className }) => isGone(file) || isGone(suite) || isGone(className);
}

/** True for the file of a test. Reports name it by its path, or by its module or class with dots. */
export const isFileOf = (path: string, home: string): boolean => {
  const dotted = path.replace(/\.\w+$/, '').replaceAll('/', '.');
  return path === home || dotted === home || dotted.endsWith(`.${home}`) || home.startsWith(`${dotted}.`);
};

/** The stem is the name without its extension and without what makes it a test's, in lower case. */
function partsOf(path: string): Readonly<Record<'folder' | 'extension' | 'stem', string>> {
  const [, folder, name, extension] = /^(.*\/)?(.*?)(\.\w+)?$/.exec(path)!;
  return { folder: folder ?? '', extension: extension ?? '', stem: name!.replace(TEST_MARKS, '').toLowerCase() };
}
