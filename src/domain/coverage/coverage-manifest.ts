import type { FactsFormat, Manifest } from '../segments/manifest.js';
import { COVERAGE_FORMATS, type CoverageCounts, type CoverageFormat } from './coverage-report.js';

/** Facts about a covered file beside its lines, by which it is listed. */
export interface CoverageFacts extends CoverageCounts {
  readonly format: CoverageFormat;
}

/** Covered files of an upload, or of all uploads of a scan. A segment is the packed lines of a file (`packCoverage`). */
export type CoverageManifest = Manifest<CoverageFacts>;

/** Stored form of the facts: a format is its place in `COVERAGE_FORMATS`, then the counts. */
export const COVERAGE_FACTS: FactsFormat<CoverageFacts> = {
  write({ format, linesTotal, linesCovered, branchesTotal, branchesCovered }, writer) {
    writer.byte(COVERAGE_FORMATS.indexOf(format));
    for (const count of [linesTotal, linesCovered, branchesTotal, branchesCovered]) writer.varint(count);
  },
  read(reader) {
    const format = COVERAGE_FORMATS[reader.byte()]!;
    const linesTotal = reader.varint();
    const linesCovered = reader.varint();
    const branchesTotal = reader.varint();
    return { format, linesTotal, linesCovered, branchesTotal, branchesCovered: reader.varint() };
  },
  isEqual: (one, other) =>
    one.format === other.format &&
    one.linesTotal === other.linesTotal &&
    one.linesCovered === other.linesCovered &&
    one.branchesTotal === other.branchesTotal &&
    one.branchesCovered === other.branchesCovered,
};

/** First character of the path of a file without a place; no path of a report has it. */
const UNPLACED = '\0';

/** The path, in an upload's manifest, of a file without a place in the repository. */
export const unplacedPath = (reported: string): string => UNPLACED + reported;

/** The path, in an upload's manifest, of a file as its report has it, where its place has another path or several files. */
export const originPath = (reported: string): string => UNPLACED + UNPLACED + reported;

/** True for a file that counts nowhere: one without a place, or the origin of a placed one. */
export const isUnplaced = (path: string): boolean => path.startsWith(UNPLACED);

export const isOrigin = (path: string): boolean => path.startsWith(UNPLACED + UNPLACED);

/** The path as the report gives it, of a file without a place or of an origin. */
export const reportedPath = (unplaced: string): string => unplaced.slice(isOrigin(unplaced) ? 2 : 1);
