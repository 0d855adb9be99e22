import { type LineRange } from '../../changes/changed-lines.js';
import { countLines, mergeRanges } from '../../changes/line-ranges.js';
import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { type DuplicatePlace, type ReadBlock, toDuplicates } from './duplicate-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type ReadReport, reportedTool } from './reported-result.js';
import { readXml } from './xml-reading.js';

export const CPD = 'cpd';

const ATTRIBUTES = ['lines', 'tokens', 'path', 'line', 'endline', 'column', 'endcolumn', 'pmdVersion'] as const;

/**
 * Reads the XML report of PMD's CPD, with or without its namespace, and jscpd's imitation of it, which repeats the fragment
 * within each file: one finding for each text with all its copies. Errors: malformed, limit_exceeded.
 */
export function readCpd(bytes: Uint8Array, options: ReaderOptions = {}): Parsed<ReadReport> {
  const read = readCpdBlocks(bytes);
  if (!read.ok) return read;
  const { version, blocks } = read.value;
  return parsed({
    tools: [reportedTool(CPD, { version })],
    results: toDuplicates(CPD, blocks, options.checkoutRoots ?? []),
    duplicationPct: null,
    duplicatedLines: countDuplicatedLines(blocks),
    linesOfCode: null,
    warnings: [],
  });
}

/** Lines that lie in any copy, each once; the report has no total of its own. */
function countDuplicatedLines(blocks: readonly ReadBlock[]): number {
  const ranges = new Map<string, LineRange[]>();
  for (const block of blocks) {
    if ('refused' in block) continue;
    for (const { path: written, startLine, endLine } of [block.place, ...block.others]) {
      const path = written.replaceAll('\\', '/');
      if (startLine === null || endLine === null || endLine < startLine) continue;
      const known = ranges.get(path);
      if (known === undefined) ranges.set(path, [[startLine, endLine]]);
      else known.push([startLine, endLine]);
    }
  }
  return [...ranges.values()].reduce((sum, each) => sum + countLines(mergeRanges(each)), 0);
}

export interface CpdBlocks {
  readonly version: string | null;
  readonly blocks: readonly ReadBlock[];
}

/** Reads the `duplication` elements of a CPD report one by one, before copies of one text are grouped. */
export function readCpdBlocks(bytes: Uint8Array): Parsed<CpdBlocks> {
  const blocks: ReadBlock[] = [];
  let version: string | null = null;
  let duplication = startDuplication(null);

  const walked = readXml(bytes, ATTRIBUTES, {
    texts: ['codefragment'],
    start(name, attribute) {
      if (name === 'pmd-cpd') version = attribute('pmdVersion');
      else if (name === 'duplication') duplication = startDuplication(attribute('lines'));
      else if (name === 'file') duplication.places.push(placeOf(attribute));
      return blocks.length <= REPORT_LIMITS.results;
    },
    end(name, text) {
      if (name === 'codefragment') duplication.fragment ??= text;
      else if (name === 'duplication') blocks.push(toBlock(duplication));
    },
  });
  if (!walked.ok) return walked;
  if (blocks.length > REPORT_LIMITS.results) {
    return unreadable('limit_exceeded', `The report contains more than ${REPORT_LIMITS.results} duplications.`);
  }
  return parsed({ version, blocks });
}

interface OpenDuplication {
  readonly lines: number | null;
  readonly places: DuplicatePlace[];
  fragment: string | null;
}

function startDuplication(lines: string | null): OpenDuplication {
  return { lines: toCount(lines), places: [], fragment: null };
}

function placeOf(attribute: (name: string) => string | null): DuplicatePlace {
  return {
    path: attribute('path') ?? '',
    startLine: toCount(attribute('line')),
    startColumn: toCount(attribute('column')),
    endLine: toCount(attribute('endline')),
    endColumn: exclusive(toCount(attribute('endcolumn'))),
  };
}

/** CPD names the last column of the block itself. */
function exclusive(column: number | null): number | null {
  return column === null ? null : column + 1;
}

function toBlock({ lines, places, fragment }: OpenDuplication): ReadBlock {
  const [first, ...others] = places;
  if (first === undefined || first.path.trim() === '') return { refused: 'it names no file' };
  return { place: withEnd(first, lines), others: others.map((place) => withEnd(place, lines)), lines, fragment };
}

function toCount(text: string | null): number | null {
  return text !== null && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

/** Older reports state the beginning of each copy and the number of lines of all. */
const withEnd = (place: DuplicatePlace, lines: number | null): DuplicatePlace => ({
  ...place,
  endLine: place.endLine ?? (place.startLine !== null && lines !== null ? place.startLine + lines - 1 : null),
});
