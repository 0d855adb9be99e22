import { type GateStatusAnswer } from '../api/answers.js';
import { type ScanApi } from '../api/scan-api.js';
import { CliError } from '../exit-code.js';
import { type Progress } from '../progress/progress.js';
import { type RunResult } from '../report/run-result.js';
import { type OutputTarget } from '../settings/output-target.js';

/** New findings beyond this many are counted, not fetched. */
const FETCHED_FINDINGS = 1000;
/** Failed tests, and missing ones, beyond this many are counted, not fetched. */
const FETCHED_TESTS = 100;

/**
 * Details shown with a verdict: the new findings, the cause of a broken rating rule, tests that failed or are missing, and SARIF on request. The verdict
 * is valid without them, so failing to read them is no error; but a requested form that cannot be made is one.
 *
 * @throws {CliError} when SARIF was requested and cannot be read
 */
export async function readVerdictDetails(
  api: ScanApi,
  scanId: number,
  gate: GateStatusAnswer,
  output: readonly OutputTarget[],
  progress: Progress,
): Promise<Partial<RunResult>> {
  const wantsSarif = output.some(({ format }) => format === 'sarif');
  return {
    ...(await findNewFindings(api, scanId, gate, progress)),
    ...(await findPartRatings(api, scanId, gate, progress)),
    ...(await findNotableTests(api, scanId, gate, progress)),
    ...(wantsSarif && { sarif: await api.readSarif(scanId) }),
  };
}

async function findNewFindings(
  api: ScanApi,
  scanId: number,
  gate: GateStatusAnswer,
  progress: Progress,
): Promise<Partial<RunResult>> {
  if (gate.is_baseline_scan === true || gate.status === null) return {};
  return unlessUnreadable('The new findings cannot be listed', progress, async () => {
    const { findings, total } = await api.listNewFindings(scanId, FETCHED_FINDINGS);
    return { newFindings: findings, newFindingsTotal: total };
  });
}

async function findPartRatings(
  api: ScanApi,
  scanId: number,
  gate: GateStatusAnswer,
  progress: Progress,
): Promise<Partial<RunResult>> {
  if (!gate.violations.some(({ rule }) => rule === 'rating_min')) return {};
  return unlessUnreadable('The ratings cannot be read', progress, async () => ({
    partRatings: await api.readPartRatings(scanId),
  }));
}

async function findNotableTests(
  api: ScanApi,
  scanId: number,
  { tests }: GateStatusAnswer,
  progress: Progress,
): Promise<Partial<RunResult>> {
  const counts = { failed: tests?.failed ?? 0, missing: tests?.from_base?.missing ?? 0 };
  const statuses = (['failed', 'missing'] as const).filter((status) => counts[status] > 0);
  if (statuses.length === 0) return {};
  return unlessUnreadable('The tests cannot be listed', progress, async () => ({
    notableTests: (await Promise.all(statuses.map((status) => api.listTests(scanId, status, FETCHED_TESTS)))).flat(),
  }));
}

/** Result of `read`, or nothing and a note when the service refuses it. */
async function unlessUnreadable(
  what: string,
  progress: Progress,
  read: () => Promise<Partial<RunResult>>,
): Promise<Partial<RunResult>> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    progress.note(`${what}: ${error.message}`);
    return {};
  }
}
