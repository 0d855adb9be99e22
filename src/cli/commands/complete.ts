import { type Command } from 'commander';
import { connect } from '../api/connect.js';
import { ScanApi } from '../api/scan-api.js';
import { readPolicyFile } from '../collect/policy-file.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { conclude } from '../report/conclude.js';
import { EMPTY_RESULT, type RunResult } from '../report/run-result.js';
import { readVerdictDetails } from '../run/read-verdict.js';
import { addressesOf, describeIdentity } from '../run/run-gate.js';
import { type RunPlace } from '../run/run-place.js';
import { waitForVerdict } from '../run/submit-scan.js';
import { addSettingOptions } from '../settings/command-options.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import {
  CONNECTION_SETTINGS,
  type ConnectionSettings,
  IDENTITY_SETTINGS,
  type IdentitySettings,
  SHARED_SCAN_SETTINGS,
  type SharedScanSettings,
  VERDICT_SETTINGS,
  type VerdictSettings,
  WAITING_SETTINGS,
  type WaitingSettings,
} from '../settings/run-settings.js';
import { type SettingTable } from '../settings/setting.js';
import { addHelp, EXIT_CODE_HELP } from './support/help.js';
import { addConfigOption, readSettings } from './support/read-settings.js';
import { openSharedScan } from './support/shared-scan.js';

type CompleteSettings = ConnectionSettings & IdentitySettings & SharedScanSettings & VerdictSettings & WaitingSettings;

const COMPLETE_SETTINGS: SettingTable<CompleteSettings> = {
  ...CONNECTION_SETTINGS,
  ...SHARED_SCAN_SETTINGS,
  ...IDENTITY_SETTINGS,
  ...WAITING_SETTINGS,
  ...VERDICT_SETTINGS,
};

/** `qgate complete`: after the jobs that upload. Repeating it is harmless. */
export function defineComplete(command: Command): CommandAction {
  addSettingOptions(command, COMPLETE_SETTINGS);
  addConfigOption(command);
  addHelp(command, ['qgate complete', 'qgate complete --scan 12 --output json'], EXIT_CODE_HELP);
  return async (terminal) => {
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const settings = await readSettings(command, COMPLETE_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, settings.values);
    return conclude(
      await complete(settings, { git, config: settings.config, terminal, progress }),
      settings.values,
      terminal,
    );
  };
}

async function complete(settings: ResolvedSettings<CompleteSettings>, place: RunPlace): Promise<RunResult> {
  const { config, terminal, progress } = place;
  const { values } = settings;
  let result = EMPTY_RESULT;
  try {
    const api = new ScanApi(await connect(settings, terminal, progress));
    const shared = values.scan === null ? await openSharedScan(api, settings, place, null) : null;
    const scanId = values.scan ?? shared!.created.scan_id;
    const identity = shared === null ? {} : describeIdentity(shared.identity);
    const linked = shared?.created ?? (await api.findLinks(scanId));
    result = { ...result, ...identity, scanId, ...addressesOf(values, linked) };
    const policyFile = (await readPolicyFile(config))?.text ?? null;
    const first = await progress.step('Completing the scan', () =>
      api.completeScan(scanId, null, policyFile, values.scan === null ? 'other' : 'object'),
    );
    const gate = await waitForVerdict(api, scanId, first, values.timeoutSeconds, terminal.interrupted);
    result = { ...result, gate };
    return { ...result, ...(await readVerdictDetails(api, scanId, gate, values.output, progress)) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { ...result, failure: { kind: error.kind, message: error.message, hint: error.hint } };
  }
}
