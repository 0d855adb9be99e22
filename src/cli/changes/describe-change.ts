import { type ChangedFile, type LineRange } from '../../domain/changes/changed-lines.js';
import { intersectRanges, mergeRanges } from '../../domain/changes/line-ranges.js';
import { type Checkout } from '../enrich/checkout.js';
import { type SourceFile, toSourceFile } from '../enrich/source-file.js';
import { scopesOfLines } from './edited-scopes.js';
import { kindOfPath } from './file-kind.js';
import { isMarkedGenerated } from './generated-mark.js';

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
 * Adds to each file of a change the facts that its source shows: its kind, the executable lines among the added ones,
 * and the edited named scopes. Facts that cannot be read, or not in time, stay null.
 */
export async function describeChange(
  files: readonly ChangedFile[],
  sources: ChangeSources,
): Promise<readonly ChangedFile[]> {
  const read = files.filter((file) => file.status !== 'deleted' && kindOfPath(file.path) !== 'other');
  const isRead = new Set(read.slice(0, MAX_READ_FILES));
  const withRemoved = [...isRead].filter(({ removed }) => removed !== null && removed.length > 0);
  const oldTexts = await sources.readOld(withRemoved.map(oldPathOf));
  const described: ChangedFile[] = [];
  for (const file of files) {
    const source = isRead.has(file) ? await sources.checkout.read(file.path) : 'missing';
    described.push({
      ...file,
      kind: kindOf(file, source, sources.generated),
      ...(typeof source !== 'string' && (await describeSource(file, source, oldTexts.get(oldPathOf(file)), sources))),
    });
  }
  return described;
}

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
): Promise<Pick<ChangedFile, 'executableAdded' | 'editedScopes'> | null> {
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
    editedScopes: isOldKnown ? [...new Set(scopes)].sort() : null,
  };
}
