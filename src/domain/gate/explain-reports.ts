import { hasFindings, type RunState, warnAboutRun } from '../findings/run-state.js';
import { type Warning, warningOf } from '../warning.js';
import { type ReportEvidence, type ToolReport } from './evidence.js';

/** Reports of a scan as its verdict explains them. */
export interface ExplainedReports {
  readonly evidence: ReportEvidence;
  readonly warnings: readonly Warning[];
}

/**
 * The reports part of a verdict's evidence: the outcomes of the tools, and those of the base that did not report.
 *
 * @param runs by tool
 * @param ofBase those of the base; null without one
 */
export function explainReports(runs: readonly ToolReport[], ofBase: readonly ToolReport[] | null): ExplainedReports {
  const present = new Set(runs.filter(({ state }) => state !== NOT_RUN).map(({ tool }) => tool));
  const missing = ofBase?.filter(({ tool, state }) => hasFindings(state) && !present.has(tool)).map(({ tool }) => tool);
  return {
    evidence: { reports: runs.map(({ tool, state }) => ({ tool, state })), missingTools: missing ?? null },
    warnings: [
      ...runs.flatMap(({ tool, state }) => warnAboutRun(tool, state) ?? []),
      ...(missing === undefined || missing.length === 0 ? [] : [warnAboutMissing(missing)]),
    ],
  };
}

const NOT_RUN: RunState = 'not_run';
const SHOWN_NAMES = 5;

function warnAboutMissing(tools: readonly string[]): Warning {
  const shown = tools.slice(0, SHOWN_NAMES).join(', ');
  const more = tools.length > SHOWN_NAMES ? ` and ${tools.length - SHOWN_NAMES} more` : '';
  return warningOf('tool_missing', `Reported on the base but not here: ${shown}${more}. Their findings are unknown.`);
}
