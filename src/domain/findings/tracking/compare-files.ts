import type { ChangedLines } from '../../changes/changed-lines.js';
import type { ManifestEntry } from '../../segments/manifest.js';
import { hexOf, KeyedHasher, NO_HASH } from '../features/keyed-hash.js';
import type { FileFacts, FindingFile, FindingManifest } from '../segments/file-facts.js';
import type { RanOnBase } from './newness.js';

/** A file in which the tool reports something now. */
export type ReportedFile = Omit<ManifestEntry<unknown>, 'facts'>;

/** Findings of the tool in an earlier scan. */
export interface KnownScan {
  readonly manifest: FindingManifest;
  /** Ids of the problems that count as suppressed there, though the tool's report does not say so. */
  readonly suppressedOnBase: ReadonlySet<number>;
  /** Ids of the problems that were marked on another line. */
  readonly editedMarks: ReadonlySet<number>;
}

/** A marked problem by its id and, as hex digits, the hash of its path. */
export interface MarkedProblem {
  readonly issueId: number;
  readonly path: string;
}

/** Inputs of a comparison that decide which files have to be looked into. */
export interface ComparedScans {
  /** The scan that the findings are compared with, or the baseline in its place; null where there is neither. */
  readonly base: KnownScan | null;
  readonly ranOnBase: RanOnBase;
  /** Every file has to be looked into, as all rules of the base have to be known. */
  readonly areRulesNeeded: boolean;
  /** Scans that only lend ids: the baseline beside another base, the previous scan. */
  readonly lenders: readonly KnownScan[];
  readonly marked: readonly MarkedProblem[];
  readonly changes: ChangedLines | null;
  /** Paths whose earlier findings may be among those of open files; null: those of all files may. */
  readonly sources?: ReadonlySet<string> | null;
  readonly secret: Uint8Array;
}

/** Files to be looked into, and those that need not be. */
export interface FileComparison<File extends ReportedFile> {
  /** Files whose findings are the very same as on the base, by their paths, with what the base has of them. */
  readonly kept: ReadonlyMap<string, FindingFile>;
  /** All other files of the report. */
  readonly open: readonly File[];
  /** Files of the base that are not kept. */
  readonly ofBase: readonly FindingFile[];
  /** Of each lender the files that have problems which no kept file has. */
  readonly ofLenders: readonly (readonly FindingFile[])[];
  /** Ids of problems in `ofLenders` and `marked` that a kept file has. */
  readonly taken: ReadonlySet<number>;
}

/**
 * Separates the files in which nothing happened: the same findings as on the base, in a file that the change does not name.
 * Each of their findings is the problem that it was, and no finding of another file can be one of them; so nobody has to
 * look into them, however many they are.
 *
 * A problem that is suppressed on the base alone has to be looked at, so has one whose marked line was edited, and a file in which a marked problem could be
 * found under another name. Where the tool's rules have changed, nothing is kept.
 */
export function compareFiles<File extends ReportedFile>(
  reported: readonly File[],
  scans: ComparedScans,
): FileComparison<File> {
  const before = new Map(scans.base?.manifest.map((entry) => [entry.path, entry]));
  const kept = new Map<string, FindingFile>();
  if (scans.base !== null && scans.ranOnBase !== 'none' && !scans.areRulesNeeded) {
    const mayKeep = keeper(scans.base, scans);
    for (const { path, address } of reported) {
      const entry = before.get(path);
      if (entry?.address === address && mayKeep(entry)) kept.set(path, entry);
    }
  }
  const isSource = ({ path }: FindingFile): boolean => scans.sources?.has(path) ?? true;
  const ofBase = [...before.values()].filter((entry) => !kept.has(entry.path) && isSource(entry));
  const ofLenders = scans.lenders.map(({ manifest }) =>
    manifest.filter((entry) => isSource(entry) && !isSame(entry, kept.get(entry.path))),
  );
  const lent = ofLenders.flat().flatMap(({ facts }) => facts.issueIds);
  return {
    ...{ kept, ofBase, ofLenders, open: reported.filter(({ path }) => !kept.has(path)) },
    taken: idsAmong([...kept.values()], [...lent, ...scans.marked.map(({ issueId }) => issueId)]),
  };
}

/** Paths of the files that a change names, before and after it. */
export const namedBy = (changes: ChangedLines | null): ReadonlySet<string> =>
  new Set(changes?.files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));

function keeper(base: KnownScan, { changes, marked, secret }: ComparedScans): (entry: FindingFile) => boolean {
  const named = namedBy(changes);
  const found = idsAmong(
    base.manifest,
    marked.map(({ issueId }) => issueId),
  );
  const openMarks = new Set(marked.filter(({ issueId }) => !found.has(issueId)).map(({ path }) => path));
  const hasher = new KeyedHasher(secret);
  const hashOf = (path: string): string => hexOf(path === '' ? NO_HASH : hasher.hash('path', path));
  const mayHoldMark = (path: string): boolean => openMarks.size > 0 && openMarks.has(hashOf(path));
  const noted = new Set([...base.suppressedOnBase, ...base.editedMarks]);
  const isNoted = ({ issueIds }: FileFacts): boolean => noted.size > 0 && issueIds.some((id) => noted.has(id));
  return ({ path, facts }) => !named.has(path) && !isNoted(facts) && !mayHoldMark(path);
}

const isSame = (one: FindingFile, other: FindingFile | undefined): boolean =>
  other?.address === one.address &&
  (one.facts === other.facts || one.facts.issueIds.every((id, row) => id === other.facts.issueIds[row]));

/** Those of the given ids that some file has. */
function idsAmong(files: readonly FindingFile[], ids: readonly number[]): Set<number> {
  const wanted = new Set(ids);
  const found = new Set<number>();
  if (wanted.size === 0) return found;
  for (const { facts } of files) for (const id of facts.issueIds) if (wanted.has(id)) found.add(id);
  return found;
}
