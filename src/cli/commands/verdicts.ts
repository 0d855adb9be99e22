import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command } from 'commander';
import { type GateStatusAnswer } from '../api/answers.js';
import { connect } from '../api/connect.js';
import { GateApi } from '../api/gate-api.js';
import { type HttpClient } from '../api/http.js';
import { ScanApi } from '../api/scan-api.js';
import { NO_FACTS } from '../api/verdict-facts.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { type Progress } from '../progress/progress.js';
import { conclude } from '../report/conclude.js';
import { EMPTY_RESULT, type RunResult } from '../report/run-result.js';
import { readVerdictDetails } from '../run/read-verdict.js';
import { addressesOf } from '../run/run-gate.js';
import { waitForVerdict } from '../run/submit-scan.js';
import { addSettingOptions } from '../settings/command-options.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import {
  CONNECTION_SETTINGS,
  type ConnectionSettings,
  IMPATIENT_SETTINGS,
  VERDICT_SETTINGS,
  type VerdictSettings,
  WAITING_SETTINGS,
  type WaitingSettings,
} from '../settings/run-settings.js';
import { type SettingTable } from '../settings/setting.js';
import { type Terminal } from '../terminal.js';
import { readId } from './support/arguments.js';
import { addScanArgument, findScan, SCAN_PLACE, type ScanPlace } from './support/find-scan.js';
import { addHelp, EXIT_CODE_HELP } from './support/help.js';
import { readPolicyDraft } from './support/policy-draft.js';
import { findCheckout, readSettings } from './support/read-settings.js';

type AskSettings = ConnectionSettings & VerdictSettings;

const ASK_SETTINGS: SettingTable<AskSettings> = { ...CONNECTION_SETTINGS, ...VERDICT_SETTINGS };
const WAIT_SETTINGS: SettingTable<AskSettings & WaitingSettings> = { ...ASK_SETTINGS, ...WAITING_SETTINGS };

type PlaceSettings = AskSettings & ScanPlace;
const PLACE_SETTINGS: SettingTable<PlaceSettings> = { ...ASK_SETTINGS, ...SCAN_PLACE };

interface Question<S extends AskSettings> {
  readonly scanId: number;
  readonly http: HttpClient;
  readonly settings: S;
  readonly terminal: Terminal;
  readonly progress: Progress;
}

/** `qgate wait`: until there is a verdict. */
export function defineWait(command: Command): CommandAction {
  addHelp(command, ['qgate wait 12', 'qgate wait 12 --timeout 60 --output json'], EXIT_CODE_HELP);
  return askAboutScan(command, WAIT_SETTINGS, ({ http, scanId, settings, terminal }) =>
    waitForVerdict(new ScanApi(http), scanId, PENDING, settings.timeoutSeconds, terminal.interrupted, 'object'),
  );
}

/** `qgate status`: shows the current verdict; a scan without one exits as if waiting for it had timed out. */
export function defineStatus(command: Command): CommandAction {
  addHelp(
    command,
    ['qgate status 12', 'qgate status --pr 7', 'qgate status --branch main --output json'],
    EXIT_CODE_HELP,
  );
  return askAboutPlace(command, { ...PLACE_SETTINGS, ...IMPATIENT_SETTINGS }, async ({ http, scanId }) => {
    const gate = await new ScanApi(http).readStatus(scanId, 'object');
    if (gate.status !== null) return gate;
    throw new CliError('timed_out', `Scan ${scanId} is not completed yet.`, `Wait for it: qgate wait ${scanId}`);
  });
}

/** `qgate recompute`: judges again under what is in force now, and stores that. */
export function defineRecompute(command: Command): CommandAction {
  addHelp(command, ['qgate recompute 12', 'qgate recompute --pr 7 --repo acme/web'], EXIT_CODE_HELP);
  return askAboutPlace(command, PLACE_SETTINGS, ({ http, scanId }) => new GateApi(http).recompute(scanId));
}

/** `qgate evaluate`: under the current policy, or a draft of one. */
export function defineEvaluate(command: Command): CommandAction {
  command.option('--policy <file>', 'a policy to try, as YAML or JSON: rules and their thresholds');
  addHelp(command, ['qgate evaluate 12', 'qgate evaluate 12 --policy stricter.yaml'], EXIT_CODE_HELP);
  return askAboutScan(command, ASK_SETTINGS, async ({ http, scanId, terminal }) => {
    const { policy: file } = command.opts<{ policy?: string }>();
    const draft = file === undefined ? null : { policy: readPolicyDraft(await readDraft(file, terminal), file) };
    return new GateApi(http).evaluate(scanId, draft);
  });
}

const PENDING: GateStatusAnswer = {
  ...NO_FACTS,
  scan_id: 0,
  status: null,
  violations: [],
  waived_violations: [],
  skipped_rules: [],
  passed_rules: [],
};

async function readDraft(file: string, { cwd }: Terminal): Promise<string> {
  try {
    return await readFile(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new CliError('usage', `--policy ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Defines a command that reads one scan, shows the verdict and exits with it. */
function askAboutScan<S extends AskSettings>(
  command: Command,
  table: SettingTable<S>,
  ask: (question: Question<S>) => Promise<GateStatusAnswer>,
): CommandAction {
  command.argument('<scan>', 'the id of the scan');
  return answerOfScan(command, table, ask, (named) => readId(named, 'scan'));
}

/** As `askAboutScan`, of a scan that its place may name. */
function askAboutPlace(
  command: Command,
  table: SettingTable<PlaceSettings>,
  ask: (question: Question<PlaceSettings>) => Promise<GateStatusAnswer>,
): CommandAction {
  addScanArgument(command);
  return answerOfScan(command, table, ask, (named, resolved, http, terminal) =>
    findCheckout(terminal).then((git) => findScan(named, resolved, new ScanApi(http), terminal, git)),
  );
}

function answerOfScan<S extends AskSettings>(
  command: Command,
  table: SettingTable<S>,
  ask: (question: Question<S>) => Promise<GateStatusAnswer>,
  find: (
    named: string | undefined,
    resolved: ResolvedSettings<S>,
    http: HttpClient,
    terminal: Terminal,
  ) => number | Promise<number>,
): CommandAction {
  addSettingOptions(command, table);
  return async (terminal) => {
    const [named] = command.args;
    if (named !== undefined) readId(named, 'scan');
    const resolved = await readSettings(command, table, terminal, await findCheckout(terminal));
    const settings = resolved.values;
    const progress = await chooseProgress(terminal, settings);
    let known: Partial<RunResult> = {};
    const answer = async (): Promise<RunResult> => {
      const http = await connect(resolved, terminal, progress);
      const api = new ScanApi(http);
      const scanId = await find(named, resolved, http, terminal);
      known = { scanId };
      const gate = await ask({ scanId, http, settings, terminal, progress });
      const { repo, branch, commit, pr, ...linked } = await api.findPlace(scanId);
      known = { scanId, repo, branch: branch ?? gate.scanned_branch ?? null, commit, pr };
      const details = await readVerdictDetails(api, scanId, gate, settings.output, progress);
      return { ...EMPTY_RESULT, ...known, ...addressesOf(settings, linked), gate, ...details };
    };
    const result = await answer().catch((error: unknown): RunResult => {
      if (!(error instanceof CliError)) throw error;
      const failure = { kind: error.kind, message: error.message, hint: error.hint };
      return { ...EMPTY_RESULT, ...known, failure };
    });
    return conclude(result, settings, terminal);
  };
}
