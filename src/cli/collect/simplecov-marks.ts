import { type LineRange } from '../../domain/changes/changed-lines.js';
import { intersectRanges } from '../../domain/changes/line-ranges.js';
import { readWithin } from '../regular-file.js';
import { type ReportFile } from '../report-file.js';
import { ignoredByDirective } from '../suppressions/coverage-marks.js';

interface Place {
  /** The checkout's top folder, links resolved. */
  readonly root: string;
  /** Committed files, whose marks are read. */
  readonly tracked: ReadonlySet<string>;
}

const MOST_BYTES = 1024 ** 2;

/**
 * Takes the lines between two `:nocov:` out of the reports of SimpleCov: a result set has their hits as Ruby counts them,
 * and SimpleCov's own figures leave them out. Other reports stay, and those that are no JSON.
 */
export const withoutIgnoredLines = (reports: readonly ReportFile[], place: Place): Promise<readonly ReportFile[]> =>
  Promise.all(reports.map((report) => withoutIgnored(report, place)));

async function withoutIgnored(report: ReportFile, { root, tracked }: Place): Promise<ReportFile> {
  if (report.format !== 'simplecov') return report;
  const read = parsed(report.content);
  let isChanged = false;
  for (const [name, coverage] of filesOf(read)) {
    const file = committedFile(name, tracked);
    if (file === null) continue;
    const ignored = ignoredByDirective(file, (await readWithin(root, file, MOST_BYTES)).toString());
    if (ignored.length === 0) continue;
    ignore(coverage, ignored);
    isChanged = true;
  }
  return isChanged ? { ...report, content: Buffer.from(JSON.stringify(read)) } : report;
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const entriesOf = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

/** Files with their coverage: those of each command of a result set, and the list of the formatter before today's. */
function filesOf(report: unknown): [name: string, coverage: unknown][] {
  if (!isObject(report)) return [];
  const listed = Array.isArray(report.files) ? (report.files as unknown[]) : [];
  return [
    ...listed.flatMap((each): [string, unknown][] =>
      isObject(each) && typeof each.filename === 'string' ? [[each.filename, each.coverage]] : [],
    ),
    ...Object.values(report).flatMap((command) => (isObject(command) ? entriesOf(command.coverage) : [])),
  ];
}

/** The committed file that an absolute path ends with, the longest of several; null for none. */
function committedFile(name: string, tracked: ReadonlySet<string>): string | null {
  const parts = name.split(/[\\/]/);
  const tails = parts.map((_, at) => parts.slice(at).join('/'));
  return tails.find((tail) => tracked.has(tail)) ?? null;
}

/** Makes the lines lines without code, and removes the branches that begin on them. */
function ignore(coverage: unknown, ignored: readonly LineRange[]): void {
  const { lines = coverage, branches } = isObject(coverage) ? coverage : {};
  if (Array.isArray(lines)) {
    for (const [from, to] of ignored) (lines as unknown[]).fill(null, from - 1, to);
  }
  for (const [condition, arms] of entriesOf(branches)) {
    const kept = entriesOf(arms).filter(([arm]) => !beginsIn(arm, ignored));
    (branches as Record<string, unknown>)[condition] = Object.fromEntries(kept);
  }
}

/** True for an arm such as `[:then, 3, 12, 4, 12, 20]`, its kind, its number and its place, that begins in the lines. */
function beginsIn(arm: string, ranges: readonly LineRange[]): boolean {
  const line = Number(arm.split(',')[2]);
  return intersectRanges([[line, line]], ranges).length > 0;
}
