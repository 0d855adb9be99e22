import { scanPageUrl } from '../../domain/scan-page.js';
import { type CreatedScan, type GateStatusAnswer, type LinkedScan } from '../api/answers.js';
import { ApiError } from '../api/api-error.js';
import { connect } from '../api/connect.js';
import { ScanApi } from '../api/scan-api.js';
import { CliError } from '../exit-code.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { detectIdentity, type Identity } from '../identity/detect-identity.js';
import { packageVersion } from '../package-root.js';
import { type Progress } from '../progress/progress.js';
import { EMPTY_RESULT, type RunResult } from '../report/run-result.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import { type ConnectionSettings, type IdentitySettings, type RunSettings } from '../settings/run-settings.js';
import { checkAccess } from './check-access.js';
import { compareVersions } from './compare-versions.js';
import { findChangedLines } from './find-change.js';
import { describeForeignBase, describeOtherBase } from './foreign-base.js';
import { describeCheckout, isFindings, type PreparedScan, prepareScan } from './prepare-run.js';
import { readVerdictDetails } from './read-verdict.js';
import { type RunPlace } from './run-place.js';
import { readRunTree, type RunTree } from './run-tree.js';
import { createScan, sendScan, waitForVerdict } from './submit-scan.js';

/**
 * Scans the checkout and queries the gate: collect, analyze, send, wait. Never throws for causes within the user's
 * reach: such a failure is a result without a verdict, and fails a scan that was begun.
 */
export async function runGate(settings: ResolvedSettings<RunSettings>, place: RunPlace): Promise<RunResult> {
  const { terminal, progress } = place;
  let result = EMPTY_RESULT;
  const merge = (known: Partial<RunResult>): RunResult => (result = { ...result, ...known });
  try {
    const { values } = settings;
    // Before the work: who may not send need not wait for the analyzers to learn it.
    const http = values.dryRun ? null : await connect(settings, terminal, progress);
    const identity = await identify(settings, place);
    explainOrigin('url', values.url, settings.origins.url, progress);
    progress.detail(`token: ${values.token === null ? 'that of qgate login' : `given (${settings.origins.token})`}`);
    merge(describeIdentity(identity));
    if (http !== null) {
      const { service_version: version } = await checkAccess(http, identity.repo.value);
      const difference = compareVersions(packageVersion(), version, values.url);
      if (difference !== null) progress.note(difference);
    }

    const [checkout, tree] = await Promise.all([
      describeCheckout(place, identity),
      http === null ? null : readRunTree(place, values, identity.isFork.value),
    ]);
    const isReuseWanted = values.reuse ?? identity.mergeGroup !== null;
    const begun =
      http === null || tree === null || !isReuseWanted
        ? null
        : await begin(new ScanApi(http), { identity, change: checkout.change }, tree, values, place, merge);
    const reused = begun && (await reuse(begun, values, place, merge));
    if (reused !== null) return reused;

    const prepared = await failing(begun, () => prepareScan(place, identity, values, checkout));
    merge(describePrepared(prepared));
    if (http === null) return merge({ isDryRun: true });
    const api = new ScanApi(http);
    const { created } = begun ?? (await begin(api, prepared, tree, values, place, merge));
    return await submit({ api, created }, prepared, values, place, merge);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return merge({ failure: { kind: error.kind, message: error.message, hint: error.hint } });
  }
}

/** Works out what the checkout is, and says so. */
export async function identify(
  settings: ResolvedSettings<IdentitySettings>,
  { git, terminal, progress }: RunPlace,
): Promise<Identity> {
  const identity = await detectIdentity(settings, await readCiEnvironment(terminal.env, git.root), git);
  const { repo, branch, commit } = identity;
  const at = commit.value.slice(0, 10);
  progress.note(`Scanning ${repo.value}, branch ${branch.value} at ${at}${describePulls(identity)}`);
  for (const [name, traced] of Object.entries(identity)) {
    const known = traced as { readonly value: unknown; readonly from: string } | null;
    if (known === null) progress.detail(`${name}: none`);
    else explainOrigin(name, String(known.value), known.from, progress);
  }
  return identity;
}

function describePulls({ pr, mergeGroup }: Identity): string {
  if (mergeGroup !== null) return `, merge group${mergeGroup.value.map((number) => ` #${number}`).join()}`;
  return pr === null ? '' : `, pull request ${pr.value}`;
}

const explainOrigin = (name: string, value: string, from: string, progress: Progress): void =>
  progress.detail(`${name}: ${value} (${from})`);

export const describeIdentity = ({ repo, branch, commit, pr }: Identity): Partial<RunResult> => ({
  repo: repo.value,
  branch: branch.value,
  commit: commit.value,
  pr: pr?.value ?? null,
});

/** Parts of a prepared scan that the result shows. */
export const describePrepared = ({ change, collection, analysis }: PreparedScan): Partial<RunResult> => ({
  reports: collection.reports,
  changedFiles: change?.files.filter(({ status }) => status !== 'deleted').map(({ path }) => path) ?? null,
  written: [...collection.reports, ...analysis.results.flatMap((result) => result.reports)].filter(isFindings),
  analyzers: [
    ...analysis.results.map(({ tool, outcome }) => ({ ...tool, outcome, skipped: null })),
    ...analysis.skipped.map(({ name, reason }) => ({ name, version: null, outcome: null, skipped: reason })),
  ],
});

/** A scan that was created, and the service that it is at. */
interface BegunScan {
  readonly api: ScanApi;
  readonly created: CreatedScan;
}

type Merge = (known: Partial<RunResult>) => RunResult;

async function begin(
  api: ScanApi,
  scanned: Pick<PreparedScan, 'identity' | 'change'>,
  tree: RunTree | null,
  settings: RunSettings,
  { progress }: RunPlace,
  merge: Merge,
): Promise<BegunScan> {
  const created = await progress.step('Creating the scan', async (step) => {
    const scan = await createScan(api, scanned, tree);
    step.say(`scan ${scan.scan_id}`);
    return scan;
  });
  merge({ scanId: created.scan_id, ...addressesOf(settings, created) });
  return { api, created };
}

/** The verdict on the reports of an equal tree; null where the service has none. */
async function reuse(
  { api, created }: BegunScan,
  settings: RunSettings,
  place: RunPlace,
  merge: Merge,
): Promise<RunResult | null> {
  const { reusable, scan_id: scanId } = created;
  if (reusable == null) return null;
  const completed = await failing({ api, created }, () =>
    api.completeByReuse(scanId, reusable.scan_id).catch((error: unknown) => {
      // gone since the scan was created: this run sends reports of its own
      if (error instanceof ApiError && error.status === 409) return null;
      throw error;
    }),
  );
  if (completed === null) return null;
  place.progress.note(`Scan ${reusable.scan_id} has the same tree: its reports are judged, and no analyzer runs.`);
  return finish({ api, created }, completed, settings, place, merge);
}

/** Fails a scan that was begun where its work breaks. */
async function failing<T>(begun: BegunScan | null, work: () => Promise<T>): Promise<T> {
  return work().catch(async (error: unknown) => {
    const message = error instanceof Error ? error.message.slice(0, 2000) : 'unknown';
    await begun?.api.failScan(begun.created.scan_id, message);
    throw error;
  });
}

async function submit(
  begun: BegunScan,
  prepared: PreparedScan,
  settings: RunSettings,
  place: RunPlace,
  merge: Merge,
): Promise<RunResult> {
  const { api, created } = begun;
  const completed = await failing(begun, async () =>
    sendScan(api, created, await withServicesWord(created, prepared, place), place),
  );
  return finish(begun, completed, settings, place, merge);
}

async function finish(
  { api, created: { scan_id: scanId } }: BegunScan,
  completed: GateStatusAnswer,
  settings: RunSettings,
  { terminal, git, progress }: RunPlace,
  merge: Merge,
): Promise<RunResult> {
  const gate = await waitForVerdict(api, scanId, completed, settings.timeoutSeconds, terminal.interrupted);
  for (const { message } of gate.warnings) progress.note(message);
  const { repo } = merge({ gate });
  const foreign = await describeForeignBase(git, gate, repo);
  if (foreign !== null) progress.note(foreign);
  const other = gate.is_baseline_scan === true ? null : describeOtherBase(gate, settings.baseCommit);
  if (other !== null) progress.note(other);
  return merge(await readVerdictDetails(api, scanId, gate, settings.output, progress));
}

/**
 * The service knows the repository's default branch best. A scan that was prepared as one of the default branch and is none
 * gets its change now, against the branch that the service names; where that cannot be found, the scan goes without,
 * which is said when it is sent.
 */
async function withServicesWord(created: CreatedScan, prepared: PreparedScan, place: RunPlace): Promise<PreparedScan> {
  const { default_branch: branch, is_baseline_scan: isBaseline } = created;
  if (!place.git.hasCommits || isBaseline !== false || prepared.change !== null || branch === undefined)
    return prepared;
  try {
    const base = { value: branch, from: 'the service' };
    return { ...prepared, change: await findChangedLines(place, { base, baseCommit: null }, prepared.files) };
  } catch (error) {
    if (!(error instanceof CliError) || error.kind !== 'usage') throw error;
    return prepared;
  }
}

/**
 * Addresses of a scan's verdict, for programs and for people. The page is where the service was called, unless it says another one
 * that a browser opens and does not run.
 */
export const addressesOf = (
  { url }: Pick<ConnectionSettings, 'url'>,
  { scan_id: scanId, dashboard_url: page }: LinkedScan,
): Pick<RunResult, 'url' | 'dashboardUrl'> => ({
  url: `${url}/api/quality/gates/status/${scanId}`,
  dashboardUrl: page != null && /^https?:\/\//i.test(page) ? page : scanPageUrl(url, scanId),
});
