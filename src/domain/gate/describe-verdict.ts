import { type GateStatus, type StatusReason, type ToolReason } from './decide-status.js';
import { type Violation } from './evaluate-gate.js';
import { type ReportEvidence, reportsInState } from './evidence.js';
import { type RuleLists } from './judge-scan.js';
import { boundWords, RULES } from './rules.js';

const REASONS: Readonly<Record<Exclude<StatusReason, ToolReason>, string>> = {
  no_policy: 'Not judged: the organization has no policy.',
  disabled: "Not judged: the organization's gate is switched off.",
  scan_error: 'Failed: the scanner reported a failure.',
  timed_out: 'Failed: the scan was not completed by its deadline.',
};

export const PENDING_SUMMARY = 'Pending: the scan is not complete yet.';

/** A verdict in one sentence, with the failing conditions in it. */
export function describeVerdict(
  status: GateStatus,
  reason: StatusReason | null,
  rules: RuleLists,
  tools: ReportEvidence = { reports: null, missingTools: null },
): string {
  if (reason !== null && reason !== 'tool_failed' && reason !== 'missing_tool') return REASONS[reason];
  if (status === 'failed') {
    const violations = rules.violations.map((violation) => describeViolation(violation, rules));
    return `Failed: ${[...describeTools(reason, tools), ...violations].join('; ')}.`;
  }
  const counts = [
    [rules.passed, 'met'],
    [rules.toleratedViolations, 'tolerated'],
    [rules.waivedViolations, 'waived'],
    [rules.skippedRules, 'skipped'],
  ] as const;
  const shown = counts.filter(([list, word]) => list.length > 0 || word === 'met');
  return `Passed: ${shown.map(([list, word]) => `${list.length} ${word}`).join(', ')}.`;
}

function describeTools(reason: ToolReason | null, { reports, missingTools }: ReportEvidence): string[] {
  if (reason === null) return [];
  const owed = reportsInState(reports, 'owed');
  if (reason === 'missing_tool')
    return owed.length > 0
      ? [`${owed.join(', ')} announced but not uploaded before completion`]
      : [`${(missingTools ?? []).join(', ')} reported on the base but not here`];
  const failed = reportsInState(reports, 'failed');
  return [`${failed.join(', ')} failed, so its findings are unknown`];
}

/** Names the cause of a missing measure. With lines to judge, it is that reports give their files another path. */
function describeViolation({ rule, actual, threshold }: Violation, { basis }: Pick<RuleLists, 'basis'>): string {
  if (actual !== null) return `${rule} is ${actual} and must be ${boundWords(rule)} ${threshold}`;
  const { owes } = RULES[rule];
  if (owes !== undefined) return `${rule} must be ${boundWords(rule)} ${threshold}, but the scan has no ${owes}`;
  const why =
    basis === null
      ? 'the scan has no coverage'
      : 'coverage of changed files has paths that match no file in the repository';
  return `${rule} must be ${boundWords(rule)} ${threshold}, but ${why}`;
}
