import { encodeClone } from '../../../domain/findings/clones/stored-clone.js';
import type { FeatureTable } from '../../../domain/findings/features/feature-table.js';
import { MAX_PACKED_BYTES, writeFeatures } from '../../../domain/findings/features/pack-features.js';
import type { Finding } from '../../../domain/findings/finding.js';
import { fingerprint } from '../../../domain/findings/fingerprint.js';
import { TupleWriter } from '../../../platform/database/tuple-writer.js';

/** Findings as tuples of PostgreSQL's binary COPY format (platform/database/tuple-writer.ts), before they are tracked. */
export const COPY_COLUMNS = [
  // number of the finding in its tool's findings, by which tracking reports its results
  ['row', 'integer'],
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
  // json is sent as its text
  ['clone', 'json'],
] as const satisfies readonly (readonly [name: string, type: string])[];

const FINGERPRINT_BYTES = 8;

/** Size that tuples hardly ever exceed on average: a buffer allocated once is cheaper than one that grows. */
const EXPECTED_BYTES = 400;

/**
 * The findings as tuples, numbered from `firstRow`; `features` has a row for each.
 *
 * @param hashOf hashes source text under the repository's secret
 */
export function encodeFindings(
  findings: readonly Finding[],
  features: FeatureTable,
  firstRow: number,
  hashOf: (text: string) => string,
): Uint8Array<ArrayBuffer> {
  const writer = new TupleWriter(findings.length * EXPECTED_BYTES);
  findings.forEach((finding, index) => {
    writer.tuple(COPY_COLUMNS.length);
    writer.integer(firstRow + index);
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
    writer.written(FINGERPRINT_BYTES, (buffer, start) => start + buffer.write(fingerprint(finding), start, 'hex'));
    writer.boolean(finding.isSuppressed);
    writer.written(MAX_PACKED_BYTES, (buffer, start) => writeFeatures(buffer, start, features, index));
    writer.text(finding.clone === undefined ? null : encodeClone(finding.clone, hashOf));
  });
  return writer.finish();
}
