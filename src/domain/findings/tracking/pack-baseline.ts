import { ByteReader, ByteWriter } from '../../segments/byte-stream.js';
import { FeatureTable } from '../features/feature-table.js';
import { FEATURES_VERSION, readVersion } from '../features/pack-features.js';
import { canonicalOrder } from '../matching/index/canonical-order.js';
import { packColumns, packDeclarations, unpackColumns, unpackDeclarations } from '../segments/pack-columns.js';

/** The problems that a branch is known to have, as one tool sees them: a row of `features` and an element of each list. */
export interface Baseline {
  readonly features: FeatureTable;
  readonly issueIds: ArrayLike<number>;
  readonly firstSeenScanIds: ArrayLike<number>;
  /** Places in `SEVERITIES`; left out where they are not known. */
  readonly severities?: ArrayLike<number>;
  /** 1 for a problem that counts as suppressed; left out where none does. */
  readonly suppressed?: ArrayLike<number>;
}

export const EMPTY_BASELINE: Baseline = { features: FeatureTable.withRows(0), issueIds: [], firstSeenScanIds: [] };

/**
 * A baseline as bytes: its rows in canonical order, so that equal baselines have equal bytes; column by column, values
 * that repeat written once.
 */
export function packBaseline(baseline: Baseline): Uint8Array<ArrayBuffer> {
  const { features, issueIds, firstSeenScanIds } = baseline;
  const order = canonicalOrder(features);
  const sorted = features.select(order);
  const writer = new ByteWriter();
  writer.byte(FEATURES_VERSION);
  writer.varint(sorted.count);
  packColumns(sorted, writer);
  packIds(order, issueIds, writer);
  packIds(order, firstSeenScanIds, writer);
  packDeclarations(sorted, writer);
  packFacts(order, baseline, writer);
  return writer.finish();
}

/**
 * The baseline that `packBaseline` wrote, in canonical order.
 *
 * @throws UnknownFeaturesVersion when it was written by another version: to the caller there is no baseline then
 * @throws RangeError when it is cut short
 */
export function unpackBaseline(bytes: Uint8Array): Baseline {
  const reader = new ByteReader(bytes);
  const version = readVersion(reader);
  const count = reader.varint();
  if (count > bytes.length) throw new RangeError('stored bytes end too early');
  const features = FeatureTable.withRows(count);
  unpackColumns(features, 0, count, reader);
  const ids = { issueIds: unpackIds(count, reader), firstSeenScanIds: unpackIds(count, reader) };
  if (version !== FEATURES_VERSION) return { features, ...ids };
  unpackDeclarations(features, 0, count, reader);
  return { features, ...ids, ...unpackFacts(count, reader) };
}

/** Bit of a packed fact beside the place of the severity. */
const SUPPRESSED = 8;

/** Severity and suppression of each problem: two to a byte, behind a byte that is 0 where they are not known. */
function packFacts(order: Uint32Array, { severities, suppressed }: Baseline, writer: ByteWriter): void {
  writer.byte(severities === undefined ? 0 : 1);
  if (severities === undefined) return;
  const factsAt = (at: number): number =>
    at < order.length ? severities[order[at]!]! + (suppressed?.[order[at]!] === 1 ? SUPPRESSED : 0) : 0;
  for (let at = 0; at < order.length; at += 2) writer.byte(factsAt(at) | (factsAt(at + 1) << 4));
}

function unpackFacts(count: number, reader: ByteReader): Pick<Baseline, 'severities' | 'suppressed'> {
  if (reader.byte() === 0) return {};
  const severities = new Uint8Array(count);
  const suppressed = new Uint8Array(count);
  for (let pairAt = 0; pairAt < count; pairAt += 2) {
    const pair = reader.byte();
    for (let at = pairAt; at < Math.min(count, pairAt + 2); at += 1) {
      const facts = at === pairAt ? pair & 0xf : pair >> 4;
      severities[at] = facts % SUPPRESSED;
      suppressed[at] = facts >= SUPPRESSED ? 1 : 0;
    }
  }
  return suppressed.includes(1) ? { severities, suppressed } : { severities };
}

function packIds(order: Uint32Array, ids: ArrayLike<number>, writer: ByteWriter): void {
  let above = 0;
  for (const row of order) {
    writer.signed(ids[row]! - above);
    above = ids[row]!;
  }
}

function unpackIds(count: number, reader: ByteReader): Float64Array {
  const ids = new Float64Array(count);
  let above = 0;
  for (let row = 0; row < count; row += 1) {
    above += reader.signed();
    ids[row] = above;
  }
  return ids;
}
