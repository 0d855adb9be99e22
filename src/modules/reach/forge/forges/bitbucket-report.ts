import { createHash } from 'node:crypto';
import type { Severity } from '../../../../domain/findings/finding.js';
import { cutText } from '../../../../domain/reporting/cut-text.js';
import type { CallFailure } from '../../../../domain/reporting/judge-answer.js';
import type { Annotation, CheckReport, ReportState } from '../../../../domain/reporting/report-facts.js';
import { keyOf, repoPath } from './bitbucket-paths.js';
import type { Called, CommitTarget, ForgeAccess, StandingState, Written } from './forge.js';
import { type AnswerException, callForge } from './forge-call.js';

const RESULTS: Readonly<Record<ReportState, string>> = {
  pending: 'PENDING',
  success: 'PASSED',
  failure: 'FAILED',
  neutral: 'PASSED',
};
const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  info: 'LOW',
};
const LIMITS = { title: 450, details: 2_000, summary: 450 };
/** In place of a set's name: a report whose calls broke off. */
const BROKEN_OFF = 'broken off';

/** Reports cannot be read; written once more, one stays as it is. */
export const readReport = (_access: ForgeAccess, { remoteId }: CommitTarget): Promise<Called<StandingState>> =>
  Promise.resolve({ ok: true, value: { isWanted: false, remoteId, pipelineId: null } });

/**
 * Writes the report of a commit, then its annotations. Those of before go with their report, where they are not the same: its
 * remote id names the set.
 */
export async function putReport(access: ForgeAccess, target: CommitTarget, report: CheckReport): Promise<Written> {
  const path = repoPath(target.project, 'commit', target.commitSha, 'reports', keyOf(report.context));
  const annotations = report.annotations.map(toAnnotation);
  const remoteId = nameOf(annotations);
  const isOther = target.remoteId !== remoteId;
  if (isOther && target.remoteId !== null) {
    const deleted = await callForge(access, { method: 'DELETE', path }, goneIsDone);
    if (!deleted.ok) return brokenOff(deleted.outcome);
  }
  const put = await callForge(access, { method: 'PUT', path, body: toReport(report) });
  if (!put.ok) return brokenOff(put.outcome);
  if (isOther && annotations.length > 0) {
    const posted = await callForge(access, { method: 'POST', path: `${path}/annotations`, body: annotations });
    if (!posted.ok) return brokenOff(posted.outcome);
  }
  return { outcome: { kind: 'done' }, remoteId };
}

const brokenOff = (outcome: CallFailure): Written => ({ outcome, remoteId: BROKEN_OFF });

const goneIsDone: AnswerException = (status) => (status === 404 ? { kind: 'done' } : null);

const toReport = ({ context, description, state, url }: CheckReport) => ({
  title: cutText(context, LIMITS.title),
  details: cutText(description, LIMITS.details),
  report_type: 'BUG',
  reporter: 'Quality gate',
  result: RESULTS[state],
  ...(url !== null && { link: url }),
});

const toAnnotation = ({ path, startLine, severity, title, message }: Annotation, at: number) => ({
  external_id: `quality-gate-${at + 1}`,
  annotation_type: 'BUG',
  path,
  line: startLine,
  summary: cutText(`${title}: ${message}`, LIMITS.summary),
  severity: SEVERITIES[severity],
});

/** Name of a set of annotations, by all that it says. */
const nameOf = (annotations: readonly object[]): string =>
  createHash('sha256').update(JSON.stringify(annotations)).digest('hex').slice(0, 32);
