import { HttpClient } from '../api/http.js';
import { ScanApi } from '../api/scan-api.js';
import { type GateStatus } from '../api/answers.js';
import { CliError } from '../exit-code.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { detectIdentity, type Identity } from '../identity/detect-identity.js';
import { packageVersion } from '../package-root.js';
import { type Progress } from '../progress/progress.js';
import { type RunResult } from '../report/run-result.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import { type ConnectionSettings, type RunSettings } from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { type PreparedScan, prepareScan, type RunPlace } from './prepare-run.js';
import { createScan, sendScan, waitForVerdict } from './submit-scan.js';

/** New findings beyond this many are counted, not fetched. */
const FETCHED_FINDINGS = 1000;

/**
 * Scans the checkout and asks the gate: collect, analyze, send, wait. Never throws what a user can cause: a failure is a
 * result without a verdict, and a scan that was begun is told that its scanner gave up.
 */
export async function runGate(settings: ResolvedSettings<RunSettings>, place: RunPlace): Promise<RunResult> {
  const { git, terminal, progress } = place;
  let result = EMPTY_RESULT;
  const settle = (known: Partial<RunResult>): RunResult => (result = { ...result, ...known });
  try {
    const { values } = settings;
    if (values.token === null && !values.dryRun) throw noToken();
    const identity = await detectIdentity(settings, await readCiEnvironment(terminal.env, git.root), git);
    explainOrigins(identity, settings, progress);
    settle(describeIdentity(identity));

    const prepared = await prepareScan(place, identity, values);
    if (values.dryRun) return settle({ isDryRun: true });
    return await submit(prepared, values, place, settle);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return settle({ failure: { kind: error.kind, message: error.message, hint: error.hint } });
  }
}

const EMPTY_RESULT: RunResult = {
  repo: null,
  branch: null,
  commit: null,
  pr: null,
  scanId: null,
  url: null,
  gate: null,
  newFindings: [],
  newFindingsTotal: 0,
  failure: null,
  isDryRun: false,
};

const noToken = (): CliError =>
  new CliError('credentials', 'There is no token.', 'Set QGATE_TOKEN to an API key of the service.');

const describeIdentity = ({ repo, branch, commit, pr }: Identity): Partial<RunResult> => ({
  repo: repo.value,
  branch: branch.value,
  commit: commit.value,
  pr: pr?.value ?? null,
});

function explainOrigins(
  identity: Identity,
  { values, origins }: ResolvedSettings<RunSettings>,
  progress: Progress,
): void {
  const { repo, branch, commit, pr } = identity;
  const pull = pr === null ? '' : `, pull request ${pr.value}`;
  progress.note(`Scanning ${repo.value}, branch ${branch.value} at ${commit.value.slice(0, 10)}${pull}`);
  for (const [name, traced] of Object.entries(identity)) {
    const known = traced as Identity['repo'] | null;
    progress.detail(known === null ? `${name}: none` : `${name}: ${known.value} (${known.from})`);
  }
  progress.detail(`url: ${values.url} (${origins.url})`);
  progress.detail(`token: ${values.token === null ? 'none' : `given (${origins.token})`}`);
}

async function submit(
  prepared: PreparedScan,
  settings: RunSettings,
  { terminal, progress }: RunPlace,
  settle: (known: Partial<RunResult>) => RunResult,
): Promise<RunResult> {
  const api = openApi(settings, terminal, progress);
  const created = await progress.step('Creating the scan', async (step) => {
    const scan = await createScan(api, prepared.identity);
    step.say(`scan ${scan.scan_id}`);
    return scan;
  });
  const scanId = created.scan_id;
  settle({ scanId, url: scanUrl(settings, scanId) });

  const completed = await sendScan(api, created, prepared, progress).catch(async (error: unknown) => {
    await api.failScan(scanId, error instanceof Error ? error.message.slice(0, 2000) : 'unknown');
    throw error;
  });
  const gate = await waitForVerdict(api, scanId, completed, settings.timeoutSeconds, terminal.interrupted);
  for (const warning of gate.warnings ?? []) progress.note(warning);
  settle({ gate, ...(gate.url !== undefined && { url: gate.url }) });
  return settle(await findNewFindings(api, scanId, gate, progress));
}

/** The verdict stands without the list, so that failing to read the list takes nothing from it. */
async function findNewFindings(
  api: ScanApi,
  scanId: number,
  gate: GateStatus,
  progress: Progress,
): Promise<Partial<RunResult>> {
  if (gate.is_baseline_scan === true) return {};
  try {
    const { findings, total } = await api.listNewFindings(scanId, FETCHED_FINDINGS);
    return { newFindings: findings, newFindingsTotal: total };
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    progress.note(`The new findings cannot be listed: ${error.message}`);
    return {};
  }
}

function openApi({ url, token }: ConnectionSettings, terminal: Terminal, progress: Progress): ScanApi {
  return new ScanApi(
    new HttpClient({
      url,
      token,
      userAgent: `qgate/${packageVersion()}`,
      signal: terminal.interrupted,
      onRetry: (message) => progress.note(message),
    }),
  );
}

/** Where a scan's verdict can be read. */
const scanUrl = ({ url }: ConnectionSettings, scanId: number): string => `${url}/api/quality/gates/status/${scanId}`;
