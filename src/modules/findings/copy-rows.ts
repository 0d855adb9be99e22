import type { Finding } from '../../domain/findings/finding.js';
import { fingerprint } from '../../domain/findings/fingerprint.js';
import { ByteWriter } from '../../domain/findings/matching/byte-stream.js';
import type { FeatureTable } from '../../domain/findings/matching/features.js';
import { MATCHED_BY, type MatchedBy } from '../../domain/findings/matching/matched-by.js';
import { packFeatures } from '../../domain/findings/matching/pack-features.js';
import type { TrackedFinding } from '../../domain/findings/tracking/track-findings.js';
import { TupleWriter } from '../../platform/database/tuple-writer.js';

/**
 * Findings as tuples of PostgreSQL's binary COPY format (platform/database/tuple-writer.ts). Four fields of fixed size
 * come first, so that tracking can fill them in afterwards.
 */
export const COPY_COLUMNS = [
  // 0 stands for: never seen before
  ['issue_id', 'bigint'],
  ['first_seen_scan_id', 'bigint'],
  ['is_new', 'boolean'],
  // place in MATCHED_BY counted from 1, 0 for: nothing recognized it
  ['matched_by', 'smallint'],
  ['rule_id', 'text'],
  // enumerations travel as their labels
  ['type', 'finding_type'],
  ['severity', 'severity'],
  ['debt_kind', 'text'],
  ['file_path', 'text'],
  ['start_line', 'integer'],
  ['start_column', 'integer'],
  ['end_line', 'integer'],
  ['end_column', 'integer'],
  ['message', 'text'],
  ['fingerprint', 'bytea'],
  ['is_suppressed', 'boolean'],
  ['features', 'bytea'],
] as const satisfies readonly (readonly [name: string, type: string])[];

/** Within a tuple: two bytes of field count, then length and value of each field. */
const ISSUE_ID_AT = 2 + 4;
const FIRST_SEEN_AT = ISSUE_ID_AT + 8 + 4;
const IS_NEW_AT = FIRST_SEEN_AT + 8 + 4;
const MATCHED_BY_AT = IS_NEW_AT + 1 + 4;

/** Tuples in one buffer, and where each begins. */
export interface CopyRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly starts: Float64Array<ArrayBuffer>;
}

/** The findings as tuples that are not tracked yet; `features` has a row for each. */
export function encodeFindings(findings: readonly Finding[], features: FeatureTable): CopyRows {
  const writer = new TupleWriter();
  const packer = new ByteWriter();
  const starts = new Float64Array(findings.length);
  findings.forEach((finding, row) => {
    starts[row] = writer.length;
    writer.tuple(COPY_COLUMNS.length);
    writer.bigint(0);
    writer.bigint(0);
    writer.boolean(true);
    writer.smallint(0);
    writer.text(finding.ruleId);
    writer.text(finding.type);
    writer.text(finding.severity);
    writer.text(finding.debtKind);
    writer.text(finding.filePath);
    writer.integer(finding.region.startLine);
    writer.integer(finding.region.startColumn);
    writer.integer(finding.region.endLine);
    writer.integer(finding.region.endColumn);
    writer.text(finding.message);
    writer.bytes(Buffer.from(fingerprint(finding), 'hex'));
    writer.boolean(finding.isSuppressed);
    writer.bytes(packFeatures(features, row, packer));
  });
  return { bytes: writer.finish(), starts };
}

/** Fills in, in place, what tracking found out of each tuple. */
export function fillTracking({ bytes, starts }: CopyRows, tracked: readonly TrackedFinding[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  tracked.forEach((finding, row) => {
    const start = starts[row]!;
    view.setBigInt64(start + ISSUE_ID_AT, BigInt(finding.issueId ?? 0));
    view.setBigInt64(start + FIRST_SEEN_AT, BigInt(finding.firstSeenScanId ?? 0));
    view.setUint8(start + IS_NEW_AT, finding.isNew ? 1 : 0);
    view.setInt16(start + MATCHED_BY_AT, numberOf(finding.matchedBy));
  });
}

const NUMBERS = new Map<MatchedBy, number>(MATCHED_BY.map((name, index) => [name, index + 1]));
const numberOf = (matchedBy: MatchedBy | null): number => (matchedBy === null ? 0 : NUMBERS.get(matchedBy)!);
