import { type ChangedFile, type LineRange } from '../../domain/changes/changed-lines.js';
import { intersectRanges, mergeRanges } from '../../domain/changes/line-ranges.js';
import { type Checkout } from '../source/checkout.js';
import { kindOfPath } from '../source/file-kind.js';
import { isMarkedGenerated } from '../source/generated-mark.js';
import { type SourceFile, toSourceFile } from '../source/source-file.js';
import { ignoredByDirective } from '../suppressions/coverage-marks.js';
import { closingLines } from './closing-lines.js';
import { scopesOfLines } from './edited-scopes.js';
import { findUnwritten, type TextOfFile } from './moved-lines.js';

/** Sources of a change's files, old and new. */
export interface ChangeSources {
  readonly checkout: Checkout;
  /** Files that .gitattributes declares generated or vendored. */
  readonly generated: ReadonlySet<string>;
  /**
   * Reads the texts of files at the merge base, by their paths then; binary, too large and missing files are left out.
   */
  readonly readOld: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/**
 * Number of changed files above which none is read: a change of that size is a tool's, and reading it would delay the
 * run.
 */
const MAX_READ_FILES = 5000;

/**
 * Adds to each file of a change the facts that its source shows: its kind, the executable lines among the added ones and
 * those that the change did not write, and the edited named scopes. Facts that cannot be read, or not in time, stay null.
 */
export async function describeChange(
  files: readonly ChangedFile[],
  sources: ChangeSources,
): Promise<readonly ChangedFile[]> {
  const code = files.filter(({ path }) => kindOfPath(path) !== 'other');
  const isRead = new Set([
    ...code.filter(({ status }) => status !== 'deleted').slice(0, MAX_READ_FILES),
    ...code.filter(({ status }) => status === 'deleted').slice(0, MAX_READ_FILES),
  ]);
  const withRemoved = [...isRead].filter(({ removed }) => removed !== null && removed.length > 0);
  const oldTexts = await sources.readOld(withRemoved.map(oldPathOf));
  const described: ChangedFile[] = [];
  const texts: TextOfFile[] = [];
  for (const file of files) {
    const isThere = isRead.has(file) && file.status !== 'deleted';
    const source = isThere ? await sources.checkout.read(file.path) : 'missing';
    const oldText = oldTexts.get(oldPathOf(file));
    texts.push({ file, now: typeof source === 'string' ? null : linesOf(source.text), before: linesOf(oldText) });
    described.push({
      ...file,
      kind: kindOf(file, source, sources.generated),
      ...(typeof source !== 'string' && (await describeSource(file, source, oldText, sources))),
    });
  }
  const unwritten = findUnwritten(texts);
  return described.map((file, index) => ({ ...file, ...unwritten.get(files[index]!) }));
}

const linesOf = (text: string | undefined): readonly string[] | null => text?.split('\n') ?? null;

const oldPathOf = ({ path, oldPath }: ChangedFile): string => oldPath ?? path;

function kindOf({ path }: ChangedFile, source: SourceFile | string, generated: ReadonlySet<string>) {
  if (generated.has(path)) return 'generated';
  const isGenerated = typeof source !== 'string' && (source.isMinified || isMarkedGenerated(source.text));
  return isGenerated ? 'generated' : kindOfPath(path);
}

async function describeSource(
  { path, added, removed }: ChangedFile,
  source: SourceFile,
  oldText: string | undefined,
  { checkout }: ChangeSources,
): Promise<Partial<ChangedFile> | null> {
  if (checkout.isOverdue) return null;
  const lines = await checkout.readExecutableLines(source);
  const executable = mergeRanges(lines.map((line): LineRange => [line, line]));
  const scopes = scopesOfLines(source.text, added, await checkout.scopesOf(source));
  const isOldKnown = removed !== null && (removed.length === 0 || oldText !== undefined);
  if (oldText !== undefined && removed !== null) {
    scopes.push(...scopesOfLines(oldText, removed, await checkout.readScopes(toSourceFile(path, oldText))));
  }
  return {
    executableAdded: intersectRanges(executable, added),
    closingAdded: intersectRanges(closingLines(source.text), added),
    coverageIgnored: ignoredByDirective(path, source.text),
    editedScopes: isOldKnown ? [...new Set(scopes)].sort() : null,
  };
}
