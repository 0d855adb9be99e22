import type { GateConfigDraftDto } from '../../modules/quality-gate/dto/gate-config.dto.js';
import type { PreviewDto } from '../../modules/quality-gate/dto/evaluation.dto.js';
import type { GateStatusDto } from '../../modules/quality-gate/dto/verdict.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

const FAILED: GateStatusDto = {
  scan_id: 12345,
  status: 'failed',
  reason: null,
  summary: 'Failed: new_critical_max is 2, at most 0 is asked; new_coverage_min is 72.4, at least 80 is asked.',
  violations: [
    { rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' },
    { rule: 'new_coverage_min', threshold: 80, actual: 72.4, severity: 'medium' },
  ],
  waived_violations: [],
  skipped_rules: [],
  passed_rules: [
    { rule: 'new_high_max', threshold: 2, actual: 1 },
    { rule: 'duplication_pct_max', threshold: 3, actual: 1.2 },
    { rule: 'complexity_new_max', threshold: 15, actual: 3 },
    { rule: 'rating_min', threshold: 'C', actual: 'B' },
  ],
  default_branch: 'main',
  scanned_branch: 'feature/auth-rework',
  is_baseline_scan: false,
  new_in_pr: { critical: 2, high: 1, medium: 4, low: 0, total: 7 },
  basis: 'changed_lines',
  conclusion: 'neutral',
  tracking: null,
  warnings: [],
  policy_version: 'v1',
  evaluated_at: '2026-04-19T12:00:00.000Z',
  evaluation: 1,
  considered: { waiver_ids: [], marks_changed_at: null },
  stale: false,
};

const PENDING: GateStatusDto = {
  ...FAILED,
  status: null,
  summary: 'Pending: the scan is not completed yet.',
  violations: [],
  passed_rules: [],
  new_in_pr: { critical: 0, high: 0, medium: 0, low: 0, total: 0 },
  basis: null,
  conclusion: null,
  policy_version: null,
  evaluated_at: null,
  evaluation: null,
};

export const GATE_STATUS_EXAMPLES = {
  getGateStatus: {
    responses: {
      200: {
        specification: example<GateStatusDto>('A failed gate', FAILED),
        pending: example<GateStatusDto>('The scan is not completed yet', PENDING),
        timed_out: example<GateStatusDto>('The scan was not completed by its deadline', {
          ...PENDING,
          status: 'failed',
          reason: 'timed_out',
          summary: 'Failed: the scan was not completed by its deadline.',
          skipped_rules: [
            { rule: 'new_critical_max', reason: 'timed_out' },
            { rule: 'new_high_max', reason: 'timed_out' },
            { rule: 'duplication_pct_max', reason: 'timed_out' },
            { rule: 'complexity_new_max', reason: 'timed_out' },
            { rule: 'rating_min', reason: 'timed_out' },
            { rule: 'new_coverage_min', reason: 'timed_out' },
          ],
          conclusion: 'neutral',
        }),
      },
    },
  },
  evaluateGate: {
    request: {
      draft: example<GateConfigDraftDto>('A draft of a policy; without a body the current one is used', {
        policy: { new_critical_max: 2, new_high_max: 5, rating_min: 'D', new_coverage_min: 70 },
      }),
    },
    responses: {
      200: {
        specification: example<PreviewDto>('Passed, for a waiver covers the one violation', {
          scan_id: 12345,
          status: 'passed',
          reason: null,
          summary: 'Passed: of the six rules 5 met, 1 waived.',
          violations: [],
          waived_violations: [
            { rule: 'duplication_pct_max', threshold: 3, actual: 4.2, severity: 'high', waived: true, waiver_id: 7 },
          ],
          skipped_rules: [],
          passed_rules: [
            { rule: 'new_critical_max', threshold: 0, actual: 0 },
            { rule: 'new_high_max', threshold: 2, actual: 1 },
            { rule: 'complexity_new_max', threshold: 15, actual: 3 },
            { rule: 'rating_min', threshold: 'C', actual: 'C' },
            { rule: 'new_coverage_min', threshold: 80, actual: 91.5 },
          ],
          default_branch: 'main',
          scanned_branch: 'feature/auth-rework',
          is_baseline_scan: false,
          new_in_pr: { critical: 0, high: 1, medium: 4, low: 0, total: 5 },
          basis: 'changed_lines',
          conclusion: 'success',
          tracking: null,
          warnings: [],
          policy_version: 'v1',
          evaluated_at: '2026-04-19T13:00:00.000Z',
          policy: {
            new_critical_max: 0,
            new_high_max: 2,
            duplication_pct_max: 3,
            complexity_new_max: 15,
            rating_min: 'C',
            new_coverage_min: 80,
          },
          draft: false,
        }),
      },
    },
  },
} as const satisfies Record<string, OperationExamples>;
