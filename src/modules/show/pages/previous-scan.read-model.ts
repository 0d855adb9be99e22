import type { GatePolicy } from '../../../domain/gate/policy.js';
import type { StoredVerdict } from '../../verdict/quality-gate/evaluation.reader.js';
import { type ScanSummaryJson, SUMMARY } from './scan-summary.js';

/** The completed scan before another one, with its last evaluation, as the database writes it into JSON. */
export interface PreviousJson {
  readonly scan: ScanSummaryJson;
  readonly verdict: StoredVerdict;
  readonly policy: Partial<GatePolicy>;
}

/** The evaluation that is the last of the scan in a common table; $1 is the organization. */
export const lastEvaluationOf = (scan: string): string =>
  `evaluations e JOIN ${scan} ON e.org_id = $1 AND e.scan_id = ${scan}.id AND e.number = ${scan}.evaluation`;

/** The scan in a common table as `PreviousJson`; $1 is the organization. */
export const selectPrevious = (scan: string): string => `
  (SELECT json_build_object('verdict', e.verdict, 'policy', e.policy, 'scan', (SELECT to_json(summary) FROM (
      SELECT ${SUMMARY} FROM scans s WHERE s.org_id = $1 AND s.id = ${scan}.id) AS summary))
    FROM ${lastEvaluationOf(scan)})`;
