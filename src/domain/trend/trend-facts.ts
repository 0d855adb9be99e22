import { SEVERITIES, type Severity } from '../findings/finding.js';

/** Groups by which facts of a scan are told apart. */
export const FACT_GROUPS = ['rule', 'folder', 'owner'] as const;
export type FactGroup = (typeof FACT_GROUPS)[number];

/** Keys of a group; those beyond are one, `OTHER`. */
export const MAX_KEYS = 200;
export const OTHER = '(other)';
/** Files in no folder, and findings in no file. */
export const ROOT = '(root)';
/** Key of files without an owner. */
export const NOBODY = '(none)';

/** Numbers of findings by severity, as in `SEVERITIES`; then lines with coverage, and those of them that did not run. */
export type FactNumbers = readonly number[];
export const SEVERITY_COUNT = SEVERITIES.length;
export const LINES_AT = SEVERITY_COUNT;
export const UNCOVERED_AT = SEVERITY_COUNT + 1;
const WIDTH = SEVERITY_COUNT + 2;

export const severityAt = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Facts of a scan as they are stored. */
export type TrendFacts = Readonly<Record<FactGroup, Readonly<Record<string, FactNumbers>>>>;

/** The first two parts of a file's path that are folders. */
export function folderOf(path: string): string {
  const parts = path.split('/', 3);
  const folders = parts.slice(0, parts.length === 3 ? 2 : -1);
  return folders.join('/') || ROOT;
}

/** Sums numbers by key. */
export class FactSums {
  private readonly sums = new Map<string, number[]>();

  add(key: string, numbers: FactNumbers): void {
    const sum = this.sums.get(key) ?? Array<number>(WIDTH).fill(0);
    numbers.forEach((number, at) => (sum[at]! += number));
    this.sums.set(key, sum);
  }

  /** The keys with most findings, then with most lines that did not run; the rest is `OTHER`. */
  finish(): Readonly<Record<string, FactNumbers>> {
    const rows = [...this.sums].sort(
      ([one, a], [other, b]) =>
        findingsIn(b) - findingsIn(a) || b[UNCOVERED_AT]! - a[UNCOVERED_AT]! || (one < other ? -1 : 1),
    );
    const rest = new FactSums();
    for (const [, numbers] of rows.slice(MAX_KEYS)) rest.add(OTHER, numbers);
    return Object.fromEntries([...rows.slice(0, MAX_KEYS), ...rest.sums]);
  }
}

const findingsIn = (numbers: FactNumbers): number =>
  numbers.slice(0, SEVERITY_COUNT).reduce((sum, count) => sum + count, 0);
