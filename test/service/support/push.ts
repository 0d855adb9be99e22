import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../../support/api-client.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';

/** Requests of a push, and those that the service answered with success. */
export interface Push {
  /** Of its scan: a request that is repeated creates no second one. */
  readonly idempotencyKey: string;
  readonly repo: string;
  readonly branch: string;
  readonly findings: number;
  readonly files: number;
  scanId?: number;
  hasFindings: boolean;
  hasCoverage: boolean;
  isCompletionSent: boolean;
  /** The answer to its completion. */
  verdict?: Record<string, unknown>;
  isDeletionSent: boolean;
  isDeleted: boolean;
}

export function aPush(repo: string, branch: string, findings: number, files: number): Push {
  return {
    ...{ idempotencyKey: randomUUID(), repo, branch, findings, files },
    ...{ hasFindings: false, hasCoverage: false, isCompletionSent: false, isDeletionSent: false, isDeleted: false },
  };
}

/**
 * Does the steps of a push that were not answered yet; those that were sent before are repeated. Throws where the
 * connection breaks off or an answer is no success.
 *
 * @param acknowledged called after each answer
 */
export async function carryOn(push: Push, api: ApiClient, acknowledged: () => void = () => undefined): Promise<void> {
  if (push.scanId === undefined) {
    const { repo, branch, idempotencyKey } = push;
    const created = await succeed(api.post('/scans', { repo, branch, idempotency_key: idempotencyKey }));
    push.scanId = created.scan_id as number;
    acknowledged();
  }
  if (!push.hasFindings) {
    await succeed(api.upload(`/scans/${push.scanId}/findings`, {}, { content: reportOf(push.findings) }));
    push.hasFindings = true;
    acknowledged();
  }
  if (!push.hasCoverage) {
    const fields = { scan_id: String(push.scanId) };
    await succeed(api.upload('/quality/coverage/upload', fields, { content: coverageOf(push.files) }));
    push.hasCoverage = true;
    acknowledged();
  }
  if (push.verdict === undefined) {
    push.isCompletionSent = true;
    push.verdict = await succeed(api.post(`/scans/${push.scanId}/complete`));
    acknowledged();
  }
}

/** Deletes the scan of a push that is done. */
export async function takeBack(push: Push, api: ApiClient): Promise<void> {
  push.isDeletionSent = true;
  await succeed(api.delete(`/scans/${push.scanId}`));
  push.isDeleted = true;
}

async function succeed(answer: ReturnType<ApiClient['post']>): Promise<Record<string, unknown>> {
  const { status, body, text } = await answer;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return body as Record<string, unknown>;
}

/** Findings of middle severity, each in a place of its own, two in a file: many segments are stored. */
function reportOf(findings: number): string {
  const results = Array.from({ length: findings }, (_, index) => ({
    rule: `rule-${index % 7}`,
    path: `src/file-${Math.floor(index / 2)}.ts`,
    line: index + 1,
    snippet: `call${index}(argument${index % 3})`,
  }));
  return aSarifLog(results);
}

/** Full coverage of the files, so that no coverage gap joins the findings. */
function coverageOf(files: number): string {
  const names = Array.from({ length: files }, (_, index) => `src/file-${index}.ts`);
  return anLcov(Object.fromEntries(names.map((name) => [name, lines(10, 10)])));
}
