import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { PROBLEM_TYPES, SEVERITIES } from '../../../../domain/findings/finding.js';
import { type FindingColumns } from '../../../../domain/findings/listing/finding-columns.js';
import { flagAccepted } from '../../../../domain/findings/listing/finding-filter.js';
import { editedMarksIn } from '../../../../domain/findings/listing/suspended-marks.js';
import { MATCHED_BY } from '../../../../domain/findings/matching/matched-by.js';
import { NEW_BECAUSE } from '../../../../domain/findings/tracking/newness.js';
import { splitOwners } from '../../../../domain/owners/owners-of-paths.js';
import { type ByteTexts, countTexts, textReader } from '../../../../domain/segments/byte-texts.js';
import { QueryInteger } from '../../../../platform/validation/query-fields.js';
import { markedIdsOf, type ShownMark } from '../issues/issue-mark.repository.js';

/** Findings up to which columns are an ordinary read. */
export const DEFAULT_COLUMNS_LIMIT = 20_000;
const MAX_COLUMNS_LIMIT = 200_000;

/** The most findings that the caller takes. */
export class FindingColumnsQueryDto {
  /** Scans with more findings are refused. A response with more than 20,000 findings counts as an export. */
  @IsOptional()
  @QueryInteger(1, MAX_COLUMNS_LIMIT)
  limit: number = DEFAULT_COLUMNS_LIMIT;
}

const listOf = (items: object): ApiPropertyOptions => ({ type: 'array', items });
const CODES = listOf({ type: 'integer', minimum: 0 });
const CODES_OR_NONE = listOf({ type: 'integer', minimum: -1 });
const FLAGS = listOf({ type: 'integer', enum: [0, 1] });
const NUMBERS = listOf({ type: 'integer' });
const NUMBERS_OR_NULL = listOf({ type: ['integer', 'null'] });

/** Texts by the numbers in the columns. */
export class FindingDictionariesDto {
  severity!: string[];
  type!: string[];
  tool!: string[];
  rule!: string[];
  path!: string[];
  message!: string[];
  matched_by!: string[];
  new_because!: string[];
  fp_marked_by!: string[];
  /** Each element lists the owners of one file. */
  @ApiProperty({ type: 'array', items: { type: 'array', items: { type: 'string' } } })
  owners!: string[][];
}

/**
 * All findings of a scan, an element of each list for each finding, worst first, then by path, line and id. Columns of text
 * have numbers of texts in `dictionaries`, from 0 on; -1 stands for null.
 */
export class FindingColumnsDto {
  scan_id!: number;
  /** Version of the response, which changes when findings, marks or the evaluation change. */
  revision!: string;
  total!: number;
  @ApiProperty(NUMBERS) issue_id!: number[];
  @ApiProperty(CODES) severity!: number[];
  @ApiProperty(CODES) type!: number[];
  @ApiProperty(CODES) tool!: number[];
  @ApiProperty(CODES) rule!: number[];
  @ApiProperty(CODES_OR_NONE) path!: number[];
  @ApiProperty(CODES_OR_NONE) owners!: number[];
  @ApiProperty(NUMBERS_OR_NULL) line!: (number | null)[];
  @ApiProperty(NUMBERS_OR_NULL) column!: (number | null)[];
  @ApiProperty(NUMBERS_OR_NULL) end_line!: (number | null)[];
  @ApiProperty(CODES) message!: number[];
  /** 1 for a finding that the change introduces. */
  @ApiProperty(FLAGS) is_new!: number[];
  @ApiProperty(CODES_OR_NONE) matched_by!: number[];
  @ApiProperty(CODES_OR_NONE) new_because!: number[];
  /** 1 for a finding whose problem is marked as a false positive. */
  @ApiProperty(FLAGS) fp!: number[];
  @ApiProperty(CODES_OR_NONE) fp_marked_by!: number[];
  /** 1 for a finding whose line was edited since its problem was marked. */
  @ApiProperty(FLAGS) mark_line_edited!: number[];
  /** 1 for a finding whose problem is currently accepted. */
  @ApiProperty(FLAGS) accepted!: number[];
  /** 1 for a finding suppressed in the tool itself. */
  @ApiProperty(FLAGS) suppressed!: number[];
  @ApiProperty(NUMBERS) first_seen_scan_id!: number[];
  dictionaries!: FindingDictionariesDto;
}

/** The lists of numbers. */
type ColumnName = Exclude<keyof FindingColumnsDto, 'scan_id' | 'revision' | 'total' | 'dictionaries'>;
type Head = Pick<FindingColumnsDto, 'scan_id' | 'revision' | 'total'>;

/** The answer's JSON in pieces of a few thousand values: making one takes about a millisecond. */
export function* columnPieces(head: Head, columns: FindingColumns, all: readonly ShownMark[]): Generator<string> {
  const { path, tool, rule, message } = columns.dictionaries;
  const marks = all.filter(({ kind }) => kind === 'false_positive');
  const accepted = flagAccepted(columns, markedIdsOf(all));
  const edited: ReadonlySet<number> = editedMarksIn(columns, all).edited;
  const markers = [...new Set(marks.map(({ markedBy }) => markedBy))];
  const markerOf = new Map(marks.map(({ issueId, markedBy }) => [issueId as number, markers.indexOf(markedBy)]));
  const hasNoFile = countTexts(path) > 0 && textReader(path)(0) === '';
  yield JSON.stringify(head).slice(0, -1);
  for (const [name, valueOf] of Object.entries(valuesOf(columns, hasNoFile ? 1 : 0, { markerOf, accepted, edited })))
    yield* listPieces(name, columns.count, (place) => valueOf(columns.orders.severity[place]!));
  yield ',"dictionaries":{"severity":' + JSON.stringify(SEVERITIES);
  yield `,"type":${JSON.stringify(PROBLEM_TYPES)}`;
  yield* textPieces('tool', tool);
  yield* textPieces('rule', rule);
  yield* textPieces('path', path, hasNoFile ? 1 : 0);
  yield* textPieces('message', message);
  const ownersOf = textReader(columns.owners);
  yield* listPieces('owners', countTexts(columns.owners) - 1, (place) => splitOwners(ownersOf(place + 1)));
  yield `,"matched_by":${JSON.stringify(MATCHED_BY)},"new_because":${JSON.stringify(NEW_BECAUSE)}`;
  yield `,"fp_marked_by":${JSON.stringify(markers)}}}`;
}

interface MarksOfColumns {
  readonly markerOf: ReadonlyMap<number, number>;
  readonly accepted: Uint8Array;
  readonly edited: ReadonlySet<number>;
}

/** @param firstPath number of the first path that is one of a file */
const valuesOf = (
  columns: FindingColumns,
  firstPath: number,
  { markerOf, accepted, edited }: MarksOfColumns,
): Record<ColumnName, (row: number) => number | null> => ({
  issue_id: (row) => columns.issueId[row]!,
  severity: (row) => columns.severity[row]!,
  type: (row) => columns.type[row]!,
  tool: (row) => columns.tool[row]!,
  rule: (row) => columns.rule[row]!,
  path: (row) => columns.path[row]! - firstPath,
  owners: (row) => columns.ownersOfPath[columns.path[row]!]! - 1,
  line: (row) => columns.startLine[row]! || null,
  column: (row) => columns.startColumn[row]! || null,
  end_line: (row) => columns.endLine[row]! || null,
  message: (row) => columns.message[row]!,
  is_new: (row) => columns.isNew[row]!,
  matched_by: (row) => columns.matchedBy[row]! - 1,
  new_because: (row) => (columns.isNew[row] === 1 ? columns.newBecause[row]! - 1 : -1),
  fp: (row) => Number(markerOf.has(columns.issueId[row]!)),
  fp_marked_by: (row) => markerOf.get(columns.issueId[row]!) ?? -1,
  mark_line_edited: (row) => Number(edited.has(columns.issueId[row]!)),
  accepted: (row) => accepted[row]!,
  suppressed: (row) => columns.isSuppressed[row]!,
  first_seen_scan_id: (row) => columns.firstSeenScanId[row]!,
});

/** Values of a piece. */
const PIECE = 4_000;

const textPieces = (name: string, texts: ByteTexts, first = 0): Generator<string> => {
  const textOf = textReader(texts);
  return listPieces(name, countTexts(texts) - first, (place) => textOf(first + place));
};

function* listPieces(name: string, count: number, valueOf: (place: number) => number | string | string[] | null) {
  yield `,"${name}":[`;
  for (let start = 0; start < count; start += PIECE) {
    const values = Array.from({ length: Math.min(PIECE, count - start) }, (_, at) => valueOf(start + at));
    yield (start === 0 ? '' : ',') + JSON.stringify(values).slice(1, -1);
  }
  yield ']';
}
