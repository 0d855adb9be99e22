import { type Command } from 'commander';
import { matchExcluded } from '../../domain/paths/match-excluded.js';
import { oneLine } from '../../domain/reporting/plain-text.js';
import { chooseAnalyzers } from '../analyzers/choose-analyzers.js';
import { connect, describeCredentials, openClient } from '../api/connect.js';
import { GateApi, type Me } from '../api/gate-api.js';
import { openTransport } from '../api/transport.js';
import { collectReports } from '../collect/collect-reports.js';
import { readPolicyFile } from '../collect/policy-file.js';
import { reportedTools } from '../collect/reported-tools.js';
import { type CommandAction } from '../command.js';
import { CliError, EXIT_CODES, type FailureKind } from '../exit-code.js';
import { type Git, openCheckout } from '../git/git.js';
import { listExcludedFiles, listTrackedFiles } from '../git/tracked-files.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { detectIdentity, type Identity, isDefaultBranchScan } from '../identity/detect-identity.js';
import { packageVersion } from '../package-root.js';
import { silentProgress } from '../progress/plain-progress.js';
import { requireScopes } from '../run/check-access.js';
import { findChangedLines } from '../run/find-change.js';
import { foreseeForge } from '../run/foresee-forge.js';
import { addSettingOptions } from '../settings/command-options.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import { IMPATIENT_SETTINGS, RUN_SETTINGS, type RunSettings } from '../settings/run-settings.js';
import { type SettingTable } from '../settings/setting.js';
import { takeInventory } from '../source/inventory.js';
import { type Terminal } from '../terminal.js';
import { describeCaller } from './login.js';
import { addHelp } from './support/help.js';
import { addConfigOption, type CommandSettings, readSettings } from './support/read-settings.js';

const DOCTOR_SETTINGS: SettingTable<RunSettings> = { ...RUN_SETTINGS, ...IMPATIENT_SETTINGS };

/** Result of one check; a failure carries the exit code of the process. */
interface Finding {
  readonly state: 'ok' | 'note' | 'fails';
  readonly text: string;
  readonly hint?: string | null;
  readonly kind?: FailureKind;
}

/** `qgate doctor`: checks everything that a run needs, one by one; sends and changes nothing. */
export function defineDoctor(command: Command): CommandAction {
  addSettingOptions(command, DOCTOR_SETTINGS);
  addConfigOption(command);
  addHelp(
    command,
    ['qgate doctor'],
    'The exit code is 0 if all checks pass, otherwise that of a run that stops at the first failed check.',
  );
  return async (terminal) => {
    const findings: Finding[] = [];
    const say = (subject: string, finding: Finding): void => {
      findings.push(finding);
      terminal.stdout.write(`${finding.state.padEnd(6)}${subject.padEnd(12)}${finding.text}\n`);
      if (finding.hint) terminal.stdout.write(`${' '.repeat(18)}${finding.hint}\n`);
    };
    say('qgate', { state: 'ok', text: `${packageVersion()} on Node ${process.versions.node}` });
    const git = await examine('git', say, async () => {
      const checkout = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
      return { value: checkout, text: `${(await checkout.run('--version')).trim()}, checkout ${checkout.root}` };
    });
    const settings = await examine('settings', say, async () => ({
      value: await readSettings(command, DOCTOR_SETTINGS, terminal, git),
      text: 'readable',
    }));
    if (settings !== null) {
      const identity = git === null ? null : await examineCheckout(settings, git, terminal, say);
      await examineService(settings, identity, terminal, say);
    }
    const [failure] = findings.filter(({ state }) => state === 'fails');
    return failure === undefined ? 0 : EXIT_CODES[failure.kind ?? 'usage'];
  };
}

type Say = (subject: string, finding: Finding) => void;

/** Checks one thing; null when it failed, which is then reported. */
async function examine<T>(
  subject: string,
  say: Say,
  look: () => Promise<{
    readonly value: T;
    readonly text: string;
    readonly isDoubtful?: boolean;
    readonly hint?: string;
  }>,
): Promise<T | null> {
  try {
    const { value, text, isDoubtful = false, hint = null } = await look();
    say(subject, { state: isDoubtful ? 'note' : 'ok', text: oneLine(text), hint });
    return value;
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    say(subject, { state: 'fails', text: oneLine(error.message), hint: error.hint, kind: error.kind });
    return null;
  }
}

/** Answers the scan that a run would make; null where it is not known. */
async function examineCheckout(
  settings: CommandSettings<RunSettings>,
  git: Git,
  terminal: Terminal,
  say: Say,
): Promise<Identity | null> {
  const place = { git, config: settings.config, terminal, progress: silentProgress };
  const ci = await readCiEnvironment(terminal.env, git.root);
  say('CI', { state: 'ok', text: ci.name ?? 'none' });
  const identity = await examine('scan', say, async () => {
    const value = await detectIdentity(settings, ci, git);
    return { value, text: describeIdentity(value) };
  });
  if (identity !== null && !isDefaultBranchScan(identity)) {
    await examine('change', say, async () => {
      const change = await findChangedLines(place, identity, []);
      return { value: change, text: `against ${identity.base.value} at ${change.mergeBase.slice(0, 10)}` };
    });
  }
  await examine('reports', say, async () => {
    const tracked = await listTrackedFiles(git);
    const excluded = matchExcluded(settings.values.exclude);
    const where = { root: git.root, cwd: terminal.cwd, tracked: new Set(tracked), excluded };
    const { reports } = await collectReports(where, settings.values);
    const inventory = await takeInventory(git.root, tracked, await listExcludedFiles(git, settings.values.exclude));
    const { chosen, skipped } = await chooseAnalyzers(settings.values.analyzers, inventory, {
      env: terminal.env,
      isUntrusted: identity?.isFork.value === true && !settings.values.trustForks,
      reported: reportedTools(reports),
    });
    const found = reports.length === 0 ? 'none found' : reports.map(({ name }) => name).join(', ');
    const analyzers = chosen.length === 0 ? 'none' : chosen.map(({ name }) => name).join(', ');
    const missing = skipped.map(({ name, reason }) => `${name} (${reason})`).join(', ');
    return {
      value: null,
      text: `${found}; analyzers: ${analyzers}`,
      isDoubtful: reports.length === 0,
      ...(missing !== '' && { hint: `skipped: ${missing}` }),
    };
  });
  const policy = await readPolicyFile(settings.config);
  say('policy', {
    state: 'ok',
    text: policy === null ? "the organization's" : `the organization's, and ${policy.path}`,
  });
  return identity;
}

const describeIdentity = ({ repo, branch, commit, pr, defaultBranch }: Identity): string =>
  `${repo.value} (${repo.from}), branch ${branch.value} (${branch.from}) at ${commit.value.slice(0, 10)}` +
  `${pr === null ? '' : `, pull request ${pr.value}`}, default branch ${defaultBranch.value} (${defaultBranch.from})`;

/** @param identity of the scan that a forge would show; null where it is not known */
async function examineService(
  settings: ResolvedSettings<RunSettings>,
  identity: Identity | null,
  terminal: Terminal,
  say: Say,
): Promise<void> {
  const { url } = settings.values;
  const isThere = await examine('service', say, async () => {
    const { proxy } = await openTransport(url, terminal.env);
    await new GateApi(openClient(settings.values, null, terminal, silentProgress)).health();
    return {
      value: true,
      text: `${url} (${settings.origins.url})${proxy === null ? '' : ` through the proxy ${proxy}`}`,
    };
  });
  if (isThere === null) return;
  const credentials = await describeCredentials(settings.values, terminal);
  if (credentials !== null) say('credentials', { state: 'ok', text: credentials });
  const caller = await examine('token', say, async () => {
    const api = new GateApi(await connect(settings, terminal, silentProgress));
    const me = await api.me();
    requireScopes(me);
    return { value: { api, me }, text: describeCaller(me) };
  });
  if (caller === null) return;
  if (identity !== null) {
    const { isKnown, text, hint } = await foreseeForge(caller.api, caller.me, identity);
    say('forge', { state: isKnown ? 'ok' : 'note', text: oneLine(text), hint });
  }
  say('dashboard', describeDashboard(caller.me, url));
  if (identity !== null) await examineScans(caller.api, identity, say);
}

const examineScans = (api: GateApi, { repo, defaultBranch }: Identity, say: Say) =>
  examine('scans', say, async () => {
    const since = await api.scanMissingSince(repo.value);
    if (since === null) return { value: since, text: 'up to date' };
    return {
      value: since,
      text: `${repo.value} has had no completed scan of its default branch since ${since}`,
      isDoubtful: true,
      hint: `Changes are compared with old findings: run the pipeline for ${defaultBranch.value} as well.`,
    };
  });

/** @param url address at which qgate calls the service */
const describeDashboard = ({ public_url: publicUrl }: Partial<Me>, url: string): Finding =>
  publicUrl == null
    ? {
        state: 'note',
        text: `${url}, the address that qgate uses: the service has no PUBLIC_URL`,
        hint: 'Comments and messages of the service contain no links until its operator sets PUBLIC_URL.',
      }
    : { state: 'ok', text: publicUrl };
