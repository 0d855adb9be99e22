import { compareTools, type ToolRunIdentity } from '../base/same-tool.js';
import { hasFindings, type RunState } from '../findings/run-state.js';
import type { RanOnBase } from '../findings/tracking/newness.js';

/** Report of one tool, as far as others are compared with it. */
export interface ComparedRun extends ToolRunIdentity {
  readonly tool: string;
  readonly state: RunState;
  /** A format of findings, or `coverage`. */
  readonly format: string;
}

/** A directive report that silence tools. */
export const isOfDirectives = ({ format }: Pick<ComparedRun, 'format'>): boolean => format === 'suppressions';

/** Coverage gaps are findings of the service itself, and directives are not problems: no analyzer reported either. */
export const isAnalyzerReport = ({ format }: Pick<ComparedRun, 'format'>): boolean =>
  format !== 'coverage' && !isOfDirectives({ format });

/** An analyzer's report that says what is in the code, be it that nothing is. */
export const isKnowing = (report: Pick<ComparedRun, 'format' | 'state'>): boolean =>
  isAnalyzerReport(report) && hasFindings(report.state);

/** Files with little coverage are of our own reading, by the rules of now. A run that stopped early may have left out findings. */
export function ranOnBase(run: ToolRunIdentity, report: ComparedRun | undefined): RanOnBase {
  if (report?.state !== 'ok') return 'none';
  if (!isAnalyzerReport(report)) return 'all';
  const compared = compareTools(report, run);
  return compared === 'same' ? 'all' : compared === 'other' ? 'none' : 'unknown';
}

/** Comparison of a scan's analyzers with those of its base. */
export interface ComparedTools {
  readonly hasSameTools: boolean;
  /** Names of those of which version or configuration is unknown on both sides. */
  readonly unknownTools: readonly string[];
  /** Names of those that did not report there, or with another version or configuration. */
  readonly otherTools: readonly string[];
}

export function compareRuns(own: readonly ComparedRun[], ofBase: readonly ComparedRun[]): ComparedTools {
  const onBase = new Map(ofBase.map((report) => [report.tool, report]));
  const compared = own.filter(isAnalyzerReport).map((report) => {
    const before = onBase.get(report.tool);
    const ran = before !== undefined && hasFindings(before.state);
    return { tool: report.tool, comparison: ran ? compareTools(before, report) : 'other' };
  });
  return {
    hasSameTools: compared.every(({ comparison }) => comparison === 'same'),
    unknownTools: compared.flatMap(({ tool, comparison }) => (comparison === 'unknown' ? [tool] : [])),
    otherTools: compared.flatMap(({ tool, comparison }) => (comparison === 'other' ? [tool] : [])),
  };
}
