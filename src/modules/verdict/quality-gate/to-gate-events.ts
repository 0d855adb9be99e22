import type { NewEvent } from '../../../domain/reporting/event.js';
import type { EventTrigger } from '../../../domain/reporting/event-types.js';
import { gateEvents, type ReportedLine, scanEnded } from '../../../domain/reporting/scan-events.js';
import { isUnheard } from '../../../platform/tenancy/scan-trust.js';
import type { Scan } from '../scan/scan.reader.js';
import type { Evaluation, EvaluationTrigger } from './evaluation.js';

const TRIGGERS: Readonly<Record<EvaluationTrigger, EventTrigger>> = {
  completed: 'complete',
  coverage_uploaded: 'coverage',
  tests_uploaded: 'tests',
  recomputed: 'recompute',
  rerequested: 'rerequested',
  policy_changed: 'policy_changed',
  waiver_changed: 'waiver_changed',
  mark_changed: 'mark_changed',
  retargeted: 'retargeted',
  stack_changed: 'stack_changed',
  scan_failed: 'failed',
};

/** Events of a stored evaluation: the scan's end where it is one, then the verdict's; none of a scan that hooks hear nothing of. */
export function toGateEvents(
  scan: Scan,
  evaluation: Evaluation,
  line: ReportedLine,
  publicUrl: string | null,
): NewEvent[] {
  if (isUnheard(scan)) return [];
  const { number, trigger, status, verdict, ratings, evaluatedAt } = evaluation;
  const { linesTotal, linesCovered } = scan.coverage;
  const reported = {
    number,
    trigger: TRIGGERS[trigger],
    verdict: { ...verdict, status },
    ratings,
    coveragePct: linesTotal === 0 ? null : (100 * linesCovered) / linesTotal,
    url: publicUrl === null ? null : `${publicUrl}/scans/${scan.id}`,
  };
  return [...endOf(scan, trigger, line, evaluatedAt), ...gateEvents(scan, reported, line)];
}

function endOf(scan: Scan, trigger: EvaluationTrigger, { repo }: ReportedLine, at: Date): NewEvent[] {
  if (trigger === 'completed') return [scanEnded('scan.completed', scan, repo, { reason: null, at })];
  if (trigger === 'scan_failed') return [scanEnded('scan.failed', scan, repo, { reason: scan.failureReason, at })];
  return [];
}
