import type { ChangedLines } from '../../../../domain/changes/changed-lines.js';
import { UnknownFeaturesVersion, unpackFeatures } from '../../../../domain/findings/features/pack-features.js';
import {
  EVERY_FILE,
  type FileFilter,
  hashChanges,
  hashUnchanged,
  NO_FILE,
  NOTHING_KNOWN,
} from '../../../../domain/findings/matching/known-changes.js';
import type { Beside } from '../../../../domain/findings/matching/state/comparison.js';
import {
  type ContentFacts,
  contentFacts,
  countOf,
  type FileFacts,
} from '../../../../domain/findings/segments/file-facts.js';
import { joinGroups } from '../../../../domain/findings/segments/groups.js';
import { codeOfKind } from '../../../../domain/findings/segments/kinds.js';
import {
  featuresOf,
  packSegment,
  Segment,
  type SegmentRow,
  segmentRows,
} from '../../../../domain/findings/segments/segment.js';
import type { RanOnBase } from '../../../../domain/findings/tracking/newness.js';
import { type Baseline, EMPTY_BASELINE } from '../../../../domain/findings/tracking/pack-baseline.js';
import {
  joinColumns,
  type KnownFiles,
  type TrackedRows,
  trackFiles,
} from '../../../../domain/findings/tracking/track-files.js';
import type { Address, ManifestEntry } from '../../../../domain/segments/manifest.js';
import { packByteArrays } from '../../../../platform/database/binary-array.js';
import { packAddresses, type PackedSegments } from '../../../../platform/database/segment-tables.js';
import { type CopyRows, TupleReader } from '../../../../platform/database/tuple-reader.js';
import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';
import { contentAt, factsIn, type FilePart, type ReportedFindings } from '../ingest/file-part.js';

/** Files of an earlier scan that have to be looked into. */
export interface KnownInput {
  readonly files: readonly { readonly path: string; readonly address: Address }[];
  /** Ids of the problems in all files, one file after the other: as columns they cross to a thread in no time. */
  readonly issueIds: Float64Array;
  readonly firstSeenScanIds: Float64Array;
  readonly suppressedOnBase: readonly number[];
}

export function toKnownInput(entries: readonly KnownEntry[], suppressedOnBase: Iterable<number> = []): KnownInput {
  return {
    files: entries.map(({ path, address }) => ({ path, address })),
    issueIds: joinColumns(
      Float64Array,
      entries.map(({ facts }) => facts.issueIds),
    ),
    firstSeenScanIds: joinColumns(
      Float64Array,
      entries.map(({ facts }) => facts.firstSeenScanIds),
    ),
    suppressedOnBase: [...suppressedOnBase],
  };
}

type KnownEntry = ManifestEntry<Pick<FileFacts, 'issueIds' | 'firstSeenScanIds'>>;

/** All that newness depends on besides the findings themselves. */
export interface TrackingContext {
  /** The tool's findings in the scan that the change is compared with; null: the baseline is what it is compared with. */
  readonly base: KnownInput | null;
  readonly baseline: KnownInput | null;
  /** The newest scan of the target branch, where that is neither the base nor the baseline. */
  readonly target: KnownInput | null;
  readonly previous: KnownInput | null;
  /** The last scans of pull requests that landed since the base. */
  readonly landed: readonly KnownInput[];
  /** Scans that lend ids to the very same lines alone. */
  readonly likely: readonly KnownInput[];
  readonly marked: readonly MarkedInput[];
  readonly taken: ReadonlySet<number>;
  readonly beside: Beside;
  /** Problems of pull requests below the change that were closed without a merge. */
  readonly charged: readonly number[];
  readonly isBaseExact: boolean;
  readonly areTablesSame: boolean;
  /** Paths that differ between the base's commit and the merge base; null where they are not known. */
  readonly changedSinceBase: readonly string[] | null;
  readonly ranOnBase: RanOnBase;
  readonly changes: ChangedLines | null;
  /** True when the repository's files are known, by which the findings' paths were resolved. */
  readonly arePathsResolved: boolean;
  readonly isBaselineScan: boolean;
  readonly secret: Uint8Array;
  /** Contents of the files above and of stored findings, as `copySegments` answers them. */
  readonly segments: CopyRows;
}

/** A problem that a user marked. */
export interface MarkedInput {
  readonly issueId: number;
  readonly firstSeenScanId: number;
  /** As `packFeatures` packed them. */
  readonly features: Uint8Array;
}

/** Findings of a report on their way into the database: the files that have to be looked into. */
export interface TrackReportedInput extends TrackingContext {
  readonly files: readonly ReportedFindings[];
  readonly parts: readonly FilePart[];
}

/** Results of tracking reported files, with their contents as they are to be stored. */
export interface TrackedReport {
  readonly rows: TrackedRows;
  /** Facts on the contents of the files, in their order. */
  readonly facts: readonly ContentFacts[];
  readonly segments: PackedSegments;
}

export function trackReported({ files, parts, ...context }: TrackReportedInput): TrackedReport {
  const known = readSegments(context.segments);
  const factsOf = parts.map(factsIn);
  const read = files.map(({ pieces }) => {
    const contents = pieces.map(({ part, file }) => {
      const content = contentAt(parts[part]!, file);
      return content.length === 0 ? known.get(parts[part]!.addresses[file]!)! : content;
    });
    const [{ part, file }] = pieces as [ReportedFindings['pieces'][0]];
    const facts = contents.length === 1 ? factsOf[part]![file]! : null;
    return facts === null ? joinContents(contents) : { content: contents[0]!, facts };
  });
  const facts = read.map((file) => file.facts);
  const contents = read.map(({ content }) => content);
  return {
    rows: isUnknown(context) ? untracked(facts) : track(contents, known, context),
    facts,
    segments: {
      addresses: packAddresses(files.map(({ address }) => address)),
      contents: packByteArrays(contents),
    },
  };
}

/** One segment of the findings of several, with facts on them. */
function joinContents(contents: readonly Uint8Array[]): { content: Uint8Array; facts: ContentFacts } {
  const segments = contents.map((content) => Segment.open(content));
  const all = segments.flatMap(segmentRows);
  const kept = withoutRepeated(all);
  const rows = kept.map((row) => all[row]!);
  const features = featuresOf(segments)?.select(kept) ?? null;
  return {
    content: contents.length === 1 ? contents[0]! : packSegment(rows, features),
    facts: contentFacts(
      rows.map(codeOfKind),
      features,
      rows.some(({ clone }) => clone !== null),
    ),
  };
}

/** Places of the rows, of a directive that several reports name the first alone. */
function withoutRepeated(rows: readonly SegmentRow[]): number[] {
  const known = new Set<string>();
  return rows.flatMap((row, place) => {
    const key = row.directive === undefined ? String(place) : JSON.stringify([row.ruleId, row.region, row.directive]);
    return known.size === known.add(key).size ? [] : [place];
  });
}

export interface TrackStoredInput extends TrackingContext {
  /** Addresses of the files, in their order. */
  readonly stored: readonly Address[];
  /** The problem that each finding is so far; null where that decides nothing. */
  readonly ownIds?: readonly number[] | null;
}

/** Tracks findings again that are stored already. */
export function trackStored({ stored, ownIds, ...context }: TrackStoredInput): TrackedRows {
  const contents = readSegments(context.segments);
  return track(
    stored.map((address) => contents.get(address)!),
    contents,
    context,
    ownIds,
  );
}

function exactFiles({ isBaseExact, changedSinceBase, changes, secret }: TrackingContext): FileFilter {
  if (isBaseExact) return EVERY_FILE;
  return changes === null || changedSinceBase === null ? NO_FILE : hashUnchanged(changedSinceBase, changes, secret);
}

/** True where nothing can be recognized and nothing is new: at the first scan of a branch. */
const isUnknown = ({ base, baseline, previous, landed, likely, marked, isBaselineScan }: TrackingContext): boolean =>
  isBaselineScan &&
  [base, baseline, previous].every((side) => side === null) &&
  landed.length + likely.length + marked.length === 0;

/** Findings none of which is recognized or new. */
function untracked(facts: readonly ContentFacts[]): TrackedRows {
  const count = facts.reduce((sum, each) => sum + countOf(each), 0);
  return {
    issueIds: new Float64Array(count),
    firstSeenScanIds: new Float64Array(count),
    states: new Uint16Array(count),
    explanations: [],
    groups: joinGroups(facts.flatMap(({ kinds }) => kinds.map(([kind, number]) => [kind, 0, number] as const))),
    ...{ markLines: [], newRules: [], reindented: 0 },
    fixedCount: 0,
    isLowConfidence: facts.some(({ lacksText }) => lacksText),
  };
}

/** @param known the context's segments */
function track(
  contents: readonly Uint8Array[],
  known: ReadonlyMap<Address, Uint8Array>,
  context: TrackingContext,
  ownIds: readonly number[] | null = null,
): TrackedRows {
  const { changes, secret, arePathsResolved } = context;
  const open = (side: KnownInput | null): KnownFiles | null => side && openKnown(side, known);
  return trackFiles({
    ...context,
    current: contents.map((content) => Segment.open(content)),
    base: open(context.base),
    baseline: open(context.baseline),
    ...{ target: open(context.target), previous: open(context.previous) },
    landed: context.landed.map((side) => openKnown(side, known)),
    likely: context.likely.map((side) => openKnown(side, known)),
    exactIn: exactFiles(context),
    ...{ charged: new Set(context.charged), ownIds },
    marked: readMarked(context.marked),
    changes: changes ? hashChanges(changes, secret, arePathsResolved) : NOTHING_KNOWN,
  });
}

function openKnown(
  { files, issueIds, firstSeenScanIds, suppressedOnBase }: KnownInput,
  contents: ReadonlyMap<Address, Uint8Array>,
): KnownFiles {
  let end = 0;
  return {
    files: files.map(({ path, address }) => {
      const segment = Segment.open(contents.get(address)!);
      const start = end;
      end += segment.count;
      return {
        ...{ path, segment },
        issueIds: issueIds.subarray(start, end),
        firstSeenScanIds: firstSeenScanIds.subarray(start, end),
      };
    }),
    suppressedOnBase: new Set(suppressedOnBase),
  };
}

/** The marked problems; none where their features are of another version. */
function readMarked(marked: readonly MarkedInput[]): Baseline {
  try {
    return {
      features: unpackFeatures(marked.map(({ features }) => features)),
      issueIds: marked.map(({ issueId }) => issueId),
      firstSeenScanIds: marked.map(({ firstSeenScanId }) => firstSeenScanId),
    };
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return EMPTY_BASELINE;
    throw error;
  }
}

/** Contents by address. */
export function readSegments(rows: CopyRows): ReadonlyMap<Address, Uint8Array> {
  const contents = new Map<Address, Uint8Array>();
  if (rows.length === 0) return contents;
  const reader = new TupleReader(rows);
  while (reader.next()) {
    const address = Buffer.from(reader.bytes()).toString('hex');
    contents.set(address, reader.bytes());
  }
  return contents;
}

const buffersOf = ({ issueIds, firstSeenScanIds, states }: TrackedRows): ArrayBuffer[] => [
  issueIds.buffer,
  firstSeenScanIds.buffer,
  states.buffer,
];

/** These functions as tasks of the worker pool. */
export const TRACKING_TASKS = {
  trackReported(input: TrackReportedInput): TaskResult {
    const output = trackReported(input);
    const { addresses, contents } = output.segments;
    return { output, transfer: [...buffersOf(output.rows), addresses.buffer, contents.buffer] as ArrayBuffer[] };
  },
  trackStored(input: TrackStoredInput): TaskResult {
    const output = trackStored(input);
    return { output, transfer: buffersOf(output) };
  },
};
