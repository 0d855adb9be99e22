/** Covered files as one row each, as an ordinary service would store them. */
const built = (name) => import(new URL(`../../dist/src/${name}.js`, import.meta.url));
const { AsPacked } = await built('domain/coverage/collecting/file-form');
const { parseCoverageAs } = await built('domain/coverage/parse-coverage');
const { TupleWriter } = await built('platform/database/tuple-writer');

/** Columns of a covered file, in the order of a tuple. */
export const FILE_COLUMNS = [
  ['file_path', 'text COLLATE "C"'],
  ['report_format', 'text'],
  ['lines_total', 'integer'],
  ['lines_covered', 'integer'],
  ['branches_total', 'integer'],
  ['branches_covered', 'integer'],
  ['packed', 'bytea'],
];

/** Creates a table of the covered files of scans. */
export const createFileTable = (name) => `
  CREATE TABLE ${name} (org_id bigint, scan_id bigint, ${FILE_COLUMNS.map(([column, type]) => `${column} ${type}`)},
    PRIMARY KEY (org_id, scan_id, file_path))`;

/** Files of a report as tuples of a binary COPY. */
export function tuplesOfReport(bytes) {
  const { format, files } = parseCoverageAs(new AsPacked(), bytes, {}).value;
  const writer = new TupleWriter();
  for (const file of files) {
    writer.tuple(FILE_COLUMNS.length);
    writer.text(file.path);
    writer.text(format);
    writer.integer(file.linesTotal);
    writer.integer(file.linesCovered);
    writer.integer(file.branchesTotal);
    writer.integer(file.branchesCovered);
    writer.bytes(file.packed);
  }
  return writer.finish();
}
