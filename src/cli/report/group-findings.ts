import { countOf } from '../../domain/count-of.js';
import { groupBy } from '../../domain/group-by.js';
import { type ScanFinding } from '../api/answers.js';
import { isMarked } from './describe-evidence.js';

/** As many findings or more are shown by rule and file. */
export const GROUPED_FROM = 10;

/** Files of one rule beyond this many are counted. */
const LISTED_FILES = 10;

/** Findings of one rule of one tool. */
export interface FindingGroup {
  /** The worst. */
  readonly severity: ScanFinding['severity'];
  readonly tool: string;
  readonly ruleId: string;
  /** The worst first. */
  readonly findings: readonly ScanFinding[];
}

/** Groups findings by rule, in the order of the first of each, which is worst first where the findings are. */
export function groupByRule(findings: readonly ScanFinding[]): readonly FindingGroup[] {
  const groups = groupBy(findings, ({ tool, rule_id: rule }) => `${tool}\0${rule}`);
  return [...groups.values()].map((members) => {
    const { severity, tool, rule_id: ruleId } = members[0]!;
    return { severity, tool, ruleId, findings: members };
  });
}

/** Number of findings of a group, and of those that are marked: `3, 1 marked`. */
export function countGroup({ findings }: FindingGroup): string {
  const marked = findings.filter(isMarked).length;
  return marked === 0 ? String(findings.length) : `${findings.length}, ${marked} marked`;
}

/** The files of a group with the lines in them: `src/a.js:3, 7`; one more text counts those that are left out. */
export function placesByFile({ findings }: FindingGroup): readonly string[] {
  const files = [...groupBy(findings, ({ file_path: file }) => file ?? '(no file)')];
  const listed = files.slice(0, LISTED_FILES).map(([file, members]) => {
    const lines = [...new Set(members.flatMap(({ line }) => line ?? []))].sort((a, b) => a - b);
    return lines.length === 0 ? file : `${file}:${lines.join(', ')}`;
  });
  const rest = files.length - listed.length;
  return rest > 0 ? [...listed, countOf(rest, 'more file')] : listed;
}
