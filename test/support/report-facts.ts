import type { OrgId, ScanId } from '../../src/domain/ids.js';
import type { ReportedFinding, ReportedRule, ReportFacts } from '../../src/domain/reporting/report-facts.js';

export const aReportedFinding = (more: Partial<ReportedFinding> = {}): ReportedFinding => ({
  severity: 'critical',
  filePath: 'src/pay/charge.ts',
  startLine: 41,
  endLine: 41,
  message: 'SQL built from request input',
  tool: 'semgrep',
  ruleId: 'sql-injection',
  isOnChangedLines: true,
  ...more,
});

export const FAILED_RULES: readonly ReportedRule[] = [
  { rule: 'new_critical_max', answer: 'violated', threshold: 0, actual: 2 },
  { rule: 'new_high_max', answer: 'passed', threshold: 2, actual: 0 },
  { rule: 'duplication_pct_max', answer: 'skipped', threshold: null, actual: null },
  { rule: 'new_coverage_min', answer: 'violated', threshold: 80, actual: 72.4 },
];

/** Facts of a pull request whose gate failed. */
export const someReportFacts = (more: Partial<ReportFacts> = {}): ReportFacts => ({
  installationId: '8f2c1d',
  orgId: 1 as OrgId,
  context: 'quality-gate',
  project: 'acme/web',
  prNumber: 128,
  commitSha: '3f1c9e2a7b5d4c6e8f0a1b2c3d4e5f6a7b8c9d0e',
  scanId: 345 as ScanId,
  evaluation: 2,
  state: 'failure',
  status: 'failed',
  reason: null,
  summary: 'Failed: new_critical_max is 2 and must be at most 0; new_coverage_min is 72.4 and must be at least 80.',
  deadlineMinutes: null,
  policyVersion: 'v7',
  rules: FAILED_RULES,
  newFindings: [
    aReportedFinding({
      filePath: 'src/pay/refund.ts',
      startLine: 17,
      endLine: 18,
      message: 'Hard-coded secret',
      tool: 'gitleaks',
      ruleId: 'generic-api-key',
    }),
    aReportedFinding(),
  ],
  newFindingsTotal: 2,
  uncovered: [
    { filePath: 'src/pay/charge.ts', ranges: [[38, 44]], moreLines: 0 },
    {
      filePath: 'src/pay/refund.ts',
      ranges: [
        [12, 12],
        [15, 15],
      ],
      moreLines: 0,
    },
    { filePath: 'src/pay/fee.ts', ranges: [[9, 10]], moreLines: 0 },
  ],
  url: 'https://gate.example.org/scans/345',
  fileLink: 'https://github.com/acme/web/blob/{sha}/{+path}#L{from}',
  canReevaluate: false,
  ...more,
});

/** Facts of the same pull request once its gate passes. */
export const passedFacts = (more: Partial<ReportFacts> = {}): ReportFacts =>
  someReportFacts({
    state: 'success',
    status: 'passed',
    evaluation: 3,
    summary: 'Passed: 3 met, 1 skipped.',
    rules: FAILED_RULES.map((each) => (each.answer === 'violated' ? { ...each, answer: 'passed' } : each)),
    newFindings: [],
    newFindingsTotal: 0,
    uncovered: [],
    ...more,
  });
