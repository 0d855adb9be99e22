import { isRatedByFindings } from '../../domain/ratings/ratings.js';
import { GATED_TYPES } from '../../domain/ratings/scan-counters.js';
import { type GateStatusAnswer } from '../api/answers.js';
import { type ScanApi } from '../api/scan-api.js';
import { CliError } from '../exit-code.js';
import { type Progress } from '../progress/progress.js';
import { isMarked } from '../report/describe-evidence.js';
import { setGapsApart } from '../report/new-findings.js';
import { type RunResult } from '../report/run-result.js';
import { type OutputTarget } from '../settings/output-target.js';

/** New findings beyond this many are counted, not fetched. */
const FETCHED_FINDINGS = 1000;
/** Failed tests, and missing ones, beyond this many are counted, not fetched. */
const FETCHED_TESTS = 100;
/** Findings behind a rule that measures all code beyond this many are counted, not fetched. */
const FETCHED_CAUSES = 50;

/**
 * Details shown with a verdict: the new findings, the causes of broken rules that measure all code, the fixed findings, the
 * waivers, tests that failed or are missing, and SARIF on request. The verdict is valid without them, so failing to read them
 * is no error; but a requested form that cannot be made is one.
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
    ...(await findCauses(api, scanId, gate, progress)),
    ...(await findFixed(api, scanId, gate, progress)),
    ...(await findWaivers(api, gate, progress)),
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
    const { findings, total } = await api.listFindings(scanId, { is_new: 'true' }, FETCHED_FINDINGS);
    const listed = setGapsApart(findings.filter((finding) => !isMarked(finding)));
    return { ...listed, newFindingsTotal: total - findings.length + listed.newFindingsTotal };
  });
}

/** Only findings that nobody marked or suppressed count for a rating. */
const COUNTED = { is_fp: 'false', is_accepted: 'false', is_suppressed: 'false' };
const OF_RATING = { ...COUNTED, severity: 'critical,high', type: GATED_TYPES.join(',') };
const OF_DUPLICATION = { ...COUNTED, type: 'duplication' };

async function findCauses(
  api: ScanApi,
  scanId: number,
  { violations }: GateStatusAnswer,
  progress: Progress,
): Promise<Partial<RunResult>> {
  const rating = violations.find(({ rule }) => rule === 'rating_min');
  const isDuplicated = violations.some(({ rule }) => rule === 'duplication_pct_max');
  if (rating === undefined && !isDuplicated) return {};
  const ratings: Partial<RunResult> =
    rating === undefined
      ? {}
      : await unlessUnreadable('The ratings cannot be read', progress, async () => ({
          partRatings: await api.readPartRatings(scanId),
        }));
  const { partRatings = null } = ratings;
  const causes = await unlessUnreadable('What breaks a rule cannot be listed', progress, async () => {
    const wanted = [
      ...(isDuplicated ? [['duplication_pct_max', OF_DUPLICATION] as const] : []),
      ...(partRatings !== null && isRatedByFindings(partRatings) ? [['rating_min', OF_RATING] as const] : []),
    ];
    const read = wanted.map(async ([rule, filter]) => {
      const { findings, total } = await api.listFindings(scanId, filter, FETCHED_CAUSES);
      return { rule, findings, total };
    });
    return { ruleFindings: await Promise.all(read) };
  });
  return { ...ratings, ...causes };
}

async function findFixed(
  api: ScanApi,
  scanId: number,
  { base, status }: GateStatusAnswer,
  progress: Progress,
): Promise<Partial<RunResult>> {
  if (base === null || status === null) return {};
  return unlessUnreadable('The fixed findings cannot be listed', progress, async () => ({
    fixed: await api.listFixed(scanId, base.scan_id),
  }));
}

async function findWaivers(
  api: ScanApi,
  { waived_violations: waived }: GateStatusAnswer,
  progress: Progress,
): Promise<Partial<RunResult>> {
  if (waived.length === 0) return {};
  return unlessUnreadable('The waivers cannot be listed', progress, async () => {
    const waivers = await api.listWaivers();
    return { waivers: waivers.filter(({ id }) => waived.some(({ waiver_id: waiverId }) => waiverId === id)) };
  });
}

async function findNotableTests(
  api: ScanApi,
  scanId: number,
  { tests }: GateStatusAnswer,
  progress: Progress,
): Promise<Partial<RunResult>> {
  const ofBase = tests?.from_base;
  const counts = { failed: tests?.failed ?? 0, missing: ofBase?.missing ?? 0, skipped: ofBase?.newly_skipped ?? 0 };
  const statuses = (['failed', 'missing', 'skipped'] as const).filter((status) => counts[status] > 0);
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
