import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { VerdictChangeDto } from '../scan/verdict-changes.events.js';
import type { JudgedLine } from './turned-scans.read-model.js';

/** Verdicts that one request judges. */
export const MOST_JUDGED = 50;

/** Judges scans one after the other, and lists those whose status differs from that of their stored verdict. */
export async function listTurned(
  lines: readonly JudgedLine[],
  judge: (line: JudgedLine) => Promise<GateStatus>,
): Promise<VerdictChangeDto[]> {
  const turned: VerdictChangeDto[] = [];
  for (const line of lines) {
    const { scanId, repo, branch, prNumber, status: from } = line;
    const to = await judge(line);
    if (to !== from) turned.push({ scan_id: scanId, repo, branch, pr_number: prNumber, from, to });
  }
  return turned;
}
