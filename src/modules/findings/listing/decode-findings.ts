import { DEBT_KINDS, FINDING_TYPES, SEVERITIES } from '../../../domain/findings/finding.js';
import {
  type FindingColumns,
  FindingColumnsBuilder,
  type FindingExtras,
} from '../../../domain/findings/listing/finding-columns.js';
import { MATCHED_BY } from '../../../domain/findings/matching/matched-by.js';
import { NEW_BECAUSE } from '../../../domain/findings/tracking/newness.js';
import { type CopyRows, TupleReader } from '../../../platform/database/tuple-reader.js';

const placesOf = (words: readonly string[]): ReadonlyMap<string, number> =>
  new Map(words.map((word, place) => [word, place]));

const TYPES = placesOf(FINDING_TYPES);
const SEVERITY_PLACES = placesOf(SEVERITIES);
const DEBT = placesOf(DEBT_KINDS);
const EVIDENCE = placesOf(['', ...MATCHED_BY]);
const REASONS = placesOf(['', ...NEW_BECAUSE]);

/** The rows of `ScanFindingsRepository` as columns. */
export function decodeFindings(rows: CopyRows): FindingColumns {
  const reader = new TupleReader(rows);
  const builder = new FindingColumnsBuilder();
  while (reader.next()) decodeFinding(reader, builder);
  return builder.finish();
}

function decodeFinding(reader: TupleReader, builder: FindingColumnsBuilder): void {
  const tool = reader.text()!;
  const row = builder.addFile(tool, reader.text() ?? '', 1);
  const { columns } = builder;
  columns.issueId[row] = reader.bigint();
  columns.firstSeenScanId[row] = reader.bigint();
  columns.rule[row] = builder.numberOf('rule', reader.text()!);
  columns.message[row] = builder.numberOf('message', reader.text()!);
  columns.type[row] = TYPES.get(reader.text()!)!;
  columns.severity[row] = SEVERITY_PLACES.get(reader.text()!)!;
  columns.debtKind[row] = DEBT.get(reader.text()!)!;
  columns.startLine[row] = reader.integer() ?? 0;
  columns.startColumn[row] = reader.integer() ?? 0;
  columns.endLine[row] = reader.integer() ?? 0;
  columns.endColumn[row] = reader.integer() ?? 0;
  columns.isNew[row] = Number(reader.boolean());
  columns.isSuppressed[row] = Number(reader.boolean());
  columns.matchedBy[row] = EVIDENCE.get(reader.text() ?? '')!;
  columns.newBecause[row] = REASONS.get(reader.text() ?? '')!;
  const fingerprint = reader.bytes();
  const words = new DataView(fingerprint.buffer, fingerprint.byteOffset, fingerprint.byteLength);
  columns.fingerprintHigh[row] = words.getUint32(0);
  columns.fingerprintLow[row] = words.getUint32(4);
  const extras = reader.text();
  if (extras !== null) builder.setExtras(row, JSON.parse(extras) as FindingExtras);
}
