import { type GateStatus } from '../api/answers.js';
import { type ScanApi } from '../api/scan-api.js';
import { CliError } from '../exit-code.js';
import { type Progress } from '../progress/progress.js';
import { type RunResult } from '../report/run-result.js';
import { type OutputTarget } from '../settings/output-target.js';

/** New findings beyond this many are counted, not fetched. */
const FETCHED_FINDINGS = 1000;

/**
 * What is shown beside a verdict: the new findings, and SARIF where it was asked for. The verdict stands without them,
 * so that failing to read them takes nothing from it; but a form that was asked for and cannot be made is an error.
 *
 * @throws {CliError} when SARIF was asked for and cannot be read
 */
export async function readVerdictDetails(
  api: ScanApi,
  scanId: number,
  gate: GateStatus,
  output: readonly OutputTarget[],
  progress: Progress,
): Promise<Partial<RunResult>> {
  const wantsSarif = output.some(({ format }) => format === 'sarif');
  return {
    ...(await findNewFindings(api, scanId, gate, progress)),
    ...(wantsSarif && { sarif: await api.readSarif(scanId) }),
  };
}

async function findNewFindings(
  api: ScanApi,
  scanId: number,
  gate: GateStatus,
  progress: Progress,
): Promise<Partial<RunResult>> {
  if (gate.is_baseline_scan === true || gate.status === null) return {};
  try {
    const { findings, total } = await api.listNewFindings(scanId, FETCHED_FINDINGS);
    return { newFindings: findings, newFindingsTotal: total };
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    progress.note(`The new findings cannot be listed: ${error.message}`);
    return {};
  }
}
