import { type WaiverAnswer } from '../api/answers.js';
import { type RunResult } from './run-result.js';

/** The result for programs; the fields are a published contract (docs/qgate-result.schema.json). */
export function renderJson(result: RunResult, exitCode: number): string {
  const { gate, failure } = result;
  return `${JSON.stringify(
    {
      scan_id: result.scanId,
      repo: result.repo,
      branch: result.branch,
      commit_sha: result.commit,
      pr_number: result.pr,
      status: gate?.status ?? null,
      reason: gate?.reason ?? null,
      conclusion: gate?.conclusion ?? null,
      base: gate?.base ?? null,
      is_baseline_scan: gate?.is_baseline_scan ?? null,
      policy_version: gate?.policy_version ?? null,
      policy: gate?.policy ?? null,
      policy_file: gate?.policy_file ?? null,
      basis: gate?.basis ?? null,
      violations: gate?.violations ?? [],
      tolerated_violations: gate?.tolerated_violations ?? [],
      waived_violations: gate?.waived_violations ?? [],
      skipped_rules: gate?.skipped_rules ?? [],
      passed_rules: gate?.passed_rules ?? [],
      uncovered: gate?.uncovered ?? null,
      untested_files: gate?.untested_files ?? null,
      changes: gate?.changes ?? null,
      unmatched_paths: gate?.unmatched_paths ?? null,
      tool_reports: gate?.reports ?? [],
      missing_tools: gate?.missing_tools ?? [],
      tests: gate?.tests ?? null,
      moved_lines: gate?.moved_lines ?? null,
      notable_tests: result.notableTests,
      new_in_pr: gate?.new_in_pr ?? null,
      new_findings: result.newFindings,
      new_findings_total: result.newFindingsTotal,
      rule_findings: result.ruleFindings,
      fixed_findings: result.fixed?.findings ?? null,
      fixed_findings_total: result.fixed?.total ?? null,
      waivers: result.waivers.map(toWaiver),
      reports: result.reports.map(({ name, kind, format }) => ({ name, kind, format })),
      analyzers: result.analyzers,
      warnings: gate?.warnings ?? [],
      url: result.url,
      dashboard_url: result.dashboardUrl,
      dry_run: result.isDryRun,
      error: failure && { kind: failure.kind, message: failure.message, hint: failure.hint },
      exit_code: exitCode,
    },
    null,
    2,
  )}\n`;
}

const toWaiver = ({ id, rule, reason, created_by_name, expires_at, max_actual }: WaiverAnswer): object => ({
  id,
  rule,
  reason,
  created_by_name,
  expires_at,
  max_actual,
});
