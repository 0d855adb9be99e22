import { type ChangedFile } from '../../domain/changes/changed-lines.js';
import { type Git } from '../git/git.js';
import { readTextsAt } from '../git/old-texts.js';
import { kindOfPath } from '../source/file-kind.js';
import { isMarkedGenerated } from '../source/generated-mark.js';
import { toSourceFile } from '../source/source-file.js';

/** A changed file, by its paths after and before the change. */
export type ChangedPath = Pick<ChangedFile, 'path' | 'oldPath' | 'status'>;

/** Where the files of a change came from. */
export interface ChangeOrigin {
  readonly git: Git;
  readonly mergeBase: string;
  /** A file of the change states attributes of others. */
  readonly changesAttributes: boolean;
  /** Files that .gitattributes declares generated or vendored by now. */
  readonly generated: ReadonlySet<string>;
}

/** True for a text that a tool wrote: its first lines say so, or its lines are longer than people write them. */
export const looksGenerated = (path: string, text: string): boolean =>
  isMarkedGenerated(text) || toSourceFile(path, text).isMinified;

/**
 * Those of the files that were a tool's output before the change, by their paths now: what a change says of its own files does
 * not count. A new file is one where its path, or attributes of the merge base, declare it.
 */
export async function findGeneratedBefore(
  origin: ChangeOrigin,
  files: readonly ChangedPath[],
): Promise<ReadonlySet<string>> {
  const others = files.filter((file) => kindOfPath(pathBefore(file)) !== 'generated');
  const declared = others.length === 0 ? new Set<string>() : await declaredBefore(origin, others);
  const undeclared = others.filter((file) => !declared.has(pathBefore(file)));
  const texts = await readTextsAt(origin.git, origin.mergeBase, undeclared.filter(isOld).map(pathBefore));
  const isSource = (file: ChangedPath): boolean => {
    const text = texts.get(pathBefore(file));
    return !isOld(file) || (text !== undefined && !looksGenerated(file.path, text));
  };
  const sources = new Set(undeclared.filter(isSource));
  return new Set(files.filter((file) => !sources.has(file)).map(({ path }) => path));
}

const isOld = ({ status }: ChangedPath): boolean => status !== 'added';
const pathBefore = ({ path, oldPath }: ChangedPath): string => oldPath ?? path;

const ATTRIBUTES = ['linguist-generated', 'linguist-vendored'];

/** Paths that .gitattributes of the merge base declares generated or vendored; none where git is too old to tell (2.40). */
async function declaredBefore(
  { git, mergeBase, changesAttributes, generated }: ChangeOrigin,
  files: readonly ChangedPath[],
): Promise<ReadonlySet<string>> {
  if (!changesAttributes && files.every(({ oldPath }) => oldPath === null)) return generated;
  const paths = files.map((file) => `${pathBefore(file)}\0`).join('');
  const output = await git.feed(paths, 'check-attr', '-z', '--stdin', `--source=${mergeBase}`, ...ATTRIBUTES);
  const fields = output?.toString('utf8').split('\0') ?? [];
  const declared = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3)
    if (fields[at + 2] === 'set' || fields[at + 2] === 'true') declared.add(fields[at]!);
  return declared;
}
