import { type GateStatusAnswer } from '../../../src/cli/api/answers.js';
import { NO_FACTS } from '../../../src/cli/api/verdict-facts.js';
import { EMPTY_RESULT, type RunResult } from '../../../src/cli/report/run-result.js';

/** A failed gate with a rule of each outcome. */
export const aGate = (changes: Partial<GateStatusAnswer> = {}): GateStatusAnswer => ({
  ...NO_FACTS,
  scan_id: 7,
  status: 'failed',
  reason: null,
  violations: [{ rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' }],
  waived_violations: [
    { rule: 'duplication_pct_max', threshold: 3, actual: 4.2, severity: 'high', waived: true, waiver_id: 5 },
  ],
  skipped_rules: [{ rule: 'new_coverage_min', reason: 'no_coverage' }],
  passed_rules: [
    { rule: 'new_high_max', threshold: 2, actual: 2 },
    { rule: 'complexity_new_max', threshold: 15, actual: 0 },
    { rule: 'rating_min', threshold: 'C', actual: 'B' },
  ],
  policy_version: 'v3',
  ...changes,
});

/** A run that came to `aGate`, with three new findings of which one was fetched. */
export const aResult = (changes: Partial<RunResult> = {}): RunResult => ({
  ...EMPTY_RESULT,
  repo: 'acme/shop',
  branch: 'feature/cart',
  commit: 'abc1234',
  pr: 142,
  scanId: 7,
  url: 'http://gate.example/api/quality/gates/status/7',
  dashboardUrl: 'http://gate.example/scans/7',
  gate: aGate(),
  newFindings: [
    {
      issue_id: 1,
      rule_id: 'js/sqli',
      tool: 'a-tool',
      type: 'security',
      severity: 'critical',
      file_path: 'src/db.js',
      line: 12,
      message: 'Query built\nfrom \u001b[31muser input',
      matched_by: null,
    },
  ],
  newFindingsTotal: 3,
  failure: null,
  isDryRun: false,
  ...changes,
});
