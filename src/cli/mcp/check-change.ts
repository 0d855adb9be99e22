import { DATA_NOTE, MOST_REFUSAL, toData, toDataLines, toDataText } from '../../domain/reporting/untrusted-text.js';
import { type GateStatusAnswer } from '../api/answers.js';
import { type RunResult } from '../report/run-result.js';

/** Findings that one answer lists. */
const MOST_FINDINGS = 50;

export const CHECK_CHANGE = {
  name: 'check_change',
  description: `Judges the working tree before a push, with the policy and data of the service if there is a token: verdict, broken rules, new findings and next actions. ${DATA_NOTE}`,
  inputSchema: { type: 'object' as const, properties: {}, additionalProperties: false },
  outputSchema: {
    type: 'object' as const,
    properties: {
      repo: { type: ['string', 'null'] },
      pr_number: { type: ['integer', 'null'] },
      commit_sha: { type: ['string', 'null'] },
      status: { type: ['string', 'null'] },
      reason: { type: ['string', 'null'] },
      conclusion: { type: ['string', 'null'] },
      summary: { type: ['string', 'null'] },
      violations: { type: 'array' },
      tolerated_violations: { type: ['array', 'null'] },
      waived_violations: { type: ['array', 'null'] },
      skipped_rules: { type: 'array' },
      warnings: { type: 'array' },
      missing_tools: { type: ['array', 'null'] },
      reports: { type: ['array', 'null'] },
      base: { type: ['object', 'null'] },
      policy_version: { type: ['string', 'null'] },
      next_actions: { type: 'array' },
      next_actions_total: { type: ['object', 'null'] },
      new_findings: { type: 'array' },
      new_findings_total: { type: 'integer' },
    },
    required: ['repo', 'pr_number', 'commit_sha', 'status', 'reason', 'violations', 'next_actions', 'new_findings'],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
};

/** Fields of a verdict that `why_blocked` has as well; null where nothing is known of them. */
const MORE_OF_VERDICT = [
  'conclusion',
  'summary',
  'tolerated_violations',
  'waived_violations',
  'missing_tools',
  'reports',
  'base',
  'policy_version',
  'next_actions_total',
] as const satisfies readonly (keyof GateStatusAnswer)[];

/** The verdict of a working tree as `why_blocked` has that of a scan, with the new findings. */
export function describeChange(result: RunResult) {
  const { gate, failure, repo, pr, commit, newFindings, newFindingsTotal } = result;
  if (gate === null) {
    const text = `no_verdict: ${toDataText(failure?.message ?? 'The checkout was not judged.', MOST_REFUSAL)}`;
    return { content: [{ type: 'text' as const, text }], isError: true };
  }
  const { status, reason, violations, skipped_rules, warnings, next_actions } = gate;
  const findings = newFindings.slice(0, MOST_FINDINGS);
  const more = Object.fromEntries(MORE_OF_VERDICT.map((name) => [name, gate[name] ?? null]));
  const verdict = { status, reason, ...more, violations, skipped_rules, warnings, next_actions };
  return {
    content: [{ type: 'text' as const, text: changeText(result) }],
    structuredContent: toData({
      ...{ repo, pr_number: pr, commit_sha: commit, ...verdict },
      ...{ new_findings: findings, new_findings_total: newFindingsTotal },
    }) as Record<string, unknown>,
  };
}

/** The verdict of a change for a model. */
export function changeText({ gate, newFindings, newFindingsTotal }: RunResult): string {
  const { status, violations = [], next_actions = [] } = gate ?? {};
  const head = `Verdict: ${status ?? 'none'}. ${violations.length} broken rules, ${newFindingsTotal} new findings.`;
  const findings = newFindings.map(({ rule_id, severity, file_path, line, message }) => ({
    ...{ rule_id, severity, file_path, line, message },
  }));
  return toDataLines(head, [...violations, ...next_actions, ...findings]);
}
