import { hasFindings, type RunState, warnAboutRun } from '../findings/run-state.js';
import { type UnmatchedPaths } from '../paths/unmatched-paths.js';
import { type Warning, warningOf } from '../warning.js';
import { type ReportEvidence, type ToolReport } from './evidence.js';

/** Reports of a scan as its verdict explains them. */
export interface ExplainedReports {
  readonly evidence: ReportEvidence;
  readonly warnings: readonly Warning[];
}

/** A tool with the outcome of its run. */
interface ReportedRun {
  readonly tool: string;
  readonly state: RunState;
}

/**
 * The reports part of a verdict's evidence: the outcomes of the tools, those of the base that did not report, and what was
 * announced in vain.
 *
 * @param runs by tool
 * @param ofBase those of the base; null without one
 * @param owed names of announced reports that did not come
 */
export function explainReports(
  runs: readonly ReportedRun[],
  ofBase: readonly ReportedRun[] | null,
  owed: readonly string[] = [],
): ExplainedReports {
  const present = new Set(runs.filter(({ state }) => state !== NOT_RUN).map(({ tool }) => tool));
  const missing = ofBase?.filter(({ tool, state }) => hasFindings(state) && !present.has(tool)).map(({ tool }) => tool);
  return {
    evidence: {
      reports: [
        ...runs.map(({ tool, state }): ToolReport => ({ tool, state })),
        ...owed.map((tool): ToolReport => ({ tool, state: 'owed' })),
      ],
      missingTools: missing ?? null,
    },
    warnings: [
      ...(owed.length === 0 ? [] : [warnAboutOwed(owed)]),
      ...runs.flatMap(({ tool, state }) => warnAboutRun(tool, state) ?? []),
      ...(missing === undefined || missing.length === 0 ? [] : [warnAboutMissing(missing)]),
    ],
  };
}

/** Warns of findings in files that nothing shows to be in the repository. */
export const warnOfUnmatched = ({ count, firstTen }: UnmatchedPaths): Warning[] =>
  count === 0
    ? []
    : [
        warningOf(
          'finding_paths_unmatched',
          `Findings are in files that are neither in the change nor in the last scan: ${count} (${firstTen.slice(0, SHOWN_NAMES).join(', ')}${count > SHOWN_NAMES ? ', ...' : ''}). Send the list of the repository's files, or use paths relative to its root.`,
        ),
      ];

const NOT_RUN: RunState = 'not_run';
const SHOWN_NAMES = 5;

const warnAboutMissing = (tools: readonly string[]): Warning =>
  warningOf(
    'tool_missing',
    `Tools that reported on the base but not here: ${listNames(tools)}. Their findings are unknown.`,
  );

const warnAboutOwed = (names: readonly string[]): Warning =>
  warningOf('reports_owed', `Reports announced but not uploaded before completion: ${listNames(names)}.`);

const listNames = (names: readonly string[]): string =>
  names.slice(0, SHOWN_NAMES).join(', ') +
  (names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '');
