import { type Command } from 'commander';
import { type UploadReceipt } from '../api/answers.js';
import { connect } from '../api/connect.js';
import { ScanApi } from '../api/scan-api.js';
import { collectReports } from '../collect/collect-reports.js';
import { joinTests } from '../collect/join-tests.js';
import { mergeByTool } from '../collect/merge-by-tool.js';
import { type ReportKind } from '../collect/report-names.js';
import { namesOfTools } from '../collect/reported-tools.js';
import { digestConfig } from '../collect/tool-config.js';
import { type ConfiguredCheckout } from '../collect/tool-packages.js';
import { type CommandAction } from '../command.js';
import { enrichReports } from '../enrich/enrich-reports.js';
import { withoutFixes } from '../enrich/without-fixes.js';
import { CliError } from '../exit-code.js';
import { type Git, openCheckout } from '../git/git.js';
import { listTrackedFiles } from '../git/tracked-files.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { type Progress } from '../progress/progress.js';
import { type CoverageFile, type FindingsFile, type ReportFile, type TestsFile } from '../report-file.js';
import { describeReceipt, type ExpectedReports } from '../run/submit-scan.js';
import { addSettingOptions } from '../settings/command-options.js';
import {
  IDENTITY_SETTINGS,
  type IdentitySettings,
  REQUEST_SETTINGS,
  type RequestSettings,
  SHARED_SCAN_SETTINGS,
  type SharedScanSettings,
} from '../settings/run-settings.js';
import { InvalidValue, type SettingTable } from '../settings/setting.js';
import { readPositiveInteger } from '../settings/value-readers.js';
import { type Terminal } from '../terminal.js';
import { readArgument } from './support/arguments.js';
import { addHelp } from './support/help.js';
import { addConfigOption, findCheckout, readSettings } from './support/read-settings.js';
import { openSharedScan } from './support/shared-scan.js';

type UploadSettings = RequestSettings & IdentitySettings & SharedScanSettings;

const UPLOAD_SETTINGS: SettingTable<UploadSettings> = {
  ...REQUEST_SETTINGS,
  ...SHARED_SCAN_SETTINGS,
  ...IDENTITY_SETTINGS,
};

const JOBS = `All jobs of a build upload to one scan: the first job creates it, and qgate complete completes it. The jobs find it by the build number of the CI system, or by the same --key.`;

/** `qgate upload coverage`. */
export function defineUploadCoverage(command: Command): CommandAction {
  addUploadKey(command);
  addHelp(command, ['qgate upload coverage coverage/lcov.info', 'qgate upload coverage --scan 12 shard-1.xml'], JOBS);
  return upload(command, 'coverage', async (api, scanId, file, exclude) => {
    const { uploadKey = null } = command.opts<{ uploadKey?: string }>();
    return api.uploadCoverage(scanId, file as CoverageFile, { uploadKey, exclude }, 'report_to_object');
  });
}

/** `qgate upload findings`. */
export function defineUploadFindings(command: Command): CommandAction {
  const oneReport = 'Each tool has one report in a scan; a later report replaces it.';
  addHelp(command, ['qgate upload findings semgrep.sarif eslint.json'], `${JOBS}\n${oneReport}`);
  return upload(command, 'findings', (api, scanId, file) =>
    api.uploadFindings(scanId, file as FindingsFile, 'report_to_object'),
  );
}

/** `qgate upload tests`. */
export function defineUploadTests(command: Command): CommandAction {
  addUploadKey(command);
  addHelp(command, ['qgate upload tests junit.xml', "qgate upload tests 'target/surefire-reports/TEST-*.xml'"], JOBS);
  return upload(command, 'tests', async (api, scanId, file) => {
    const { uploadKey = null } = command.opts<{ uploadKey?: string }>();
    return api.uploadTests(scanId, file as TestsFile, uploadKey, 'report_to_object');
  });
}

const addUploadKey = (command: Command): Command =>
  command.option('--upload-key <text>', 'replace the earlier upload with this key instead of adding to it');

interface Uploaded {
  readonly scan_id: number;
  readonly uploads: readonly ({ readonly file: string } & UploadReceipt)[];
}

type Send = (
  api: ScanApi,
  scanId: number,
  file: ReportFile,
  coverageExclude: readonly string[],
) => Promise<UploadReceipt>;

function upload(command: Command, kind: ReportKind, send: Send): CommandAction {
  command
    .argument('<files...>', 'the reports, by name or glob')
    .option(
      '--expect <count or names>',
      'number of reports that all jobs upload together, or their names (eslint,coverage). The scan waits for them until its deadline, and the gate fails if one is missing at completion',
    );
  addSettingOptions(command, UPLOAD_SETTINGS);
  addConfigOption(command);
  return async (terminal) => {
    const { expect } = command.opts<{ expect?: string }>();
    const expected = expect === undefined ? null : readArgument('--expect', () => readExpected(expect));
    const git = await findCheckout(terminal);
    const settings = await readSettings(command, UPLOAD_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, settings.values);
    const api = new ScanApi(await connect(settings, terminal, progress));
    // Reports are read first: an unreadable one must not leave a scan behind.
    const collected = await readReports(kind, command.args, git?.root ?? terminal.cwd, terminal);
    const files = await (git === null
      ? blankSecrets(collected, terminal.cwd, progress)
      : completeFindings(collected, git, progress));
    const scanId = settings.values.scan ?? (await openScan(expected));
    const uploads: ({ file: string } & UploadReceipt)[] = [];
    for (const file of files) {
      await progress.step(`Uploading ${file.name}`, async (step) => {
        const receipt = await send(api, scanId, file, settings.values.coverageExclude);
        step.say(describeReceipt(receipt, file.name, progress));
        uploads.push({ file: file.name, ...receipt });
      });
    }
    const answer: Uploaded = { scan_id: scanId, uploads };
    terminal.stdout.write(settings.values.json ? `${JSON.stringify(answer, null, 2)}\n` : `Scan ${scanId}\n`);
    return 0;

    async function openScan(announced: ExpectedReports | null): Promise<number> {
      const checkout = git ?? (await openCheckout(terminal.cwd, terminal.env, terminal.interrupted));
      const place = { git: checkout, config: settings.config, terminal, progress };
      return (await openSharedScan(api, settings, place, announced)).created.scan_id;
    }
  };
}

/** A number, or names with commas between them. */
function readExpected(text: string): ExpectedReports {
  if (/^[-+\d]/.test(text)) return readPositiveInteger(text);
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidValue('must be a number, or names separated by commas');
  return names;
}

/** Adds to findings, from the checkout, the details that their tools left out. */
async function completeFindings(
  files: readonly ReportFile[],
  git: Git,
  progress: Progress,
): Promise<readonly ReportFile[]> {
  const tracked = await listTrackedFiles(git);
  const findings = files.filter((file) => file.kind === 'findings');
  const enriched = (await enrichReports(findings, { root: git.root, tracked, progress })).map(withoutFixes);
  const checkout = { root: git.root, tracked };
  const configured = enriched.map(async (file) => withDigest(file, await digestOf(file, checkout)));
  return [...files.filter((file) => file.kind !== 'findings'), ...(await Promise.all(configured))];
}

/** Blanks the secrets in findings where there is no checkout to complete them from. */
async function blankSecrets(
  files: readonly ReportFile[],
  root: string,
  progress: Progress,
): Promise<readonly ReportFile[]> {
  const findings = files.filter((file) => file.kind === 'findings');
  const others = files.filter((file) => file.kind !== 'findings');
  return [...others, ...(await enrichReports(findings, { root, tracked: [], progress })).map(withoutFixes)];
}

/** The digest of a report's only tool. */
async function digestOf(file: FindingsFile, checkout: ConfiguredCheckout): Promise<string | null> {
  const [tool, ...others] = namesOfTools(file);
  return tool === undefined || others.length > 0 ? null : digestConfig(tool, checkout, null);
}

const withDigest = (file: FindingsFile, digest: string | null): FindingsFile =>
  digest === null ? file : { ...file, configDigest: digest };

async function readReports(
  kind: ReportKind,
  globs: readonly string[],
  root: string,
  { cwd }: Terminal,
): Promise<readonly ReportFile[]> {
  const named = { coverage: [], findings: [], tests: [], search: false, exclude: [], [kind]: globs };
  const { reports } = await collectReports({ root, cwd, tracked: new Set(), excluded: () => false }, named);
  if (reports.length === 0) throw new CliError('unusable_input', 'There is nothing to upload.');
  if (kind === 'findings') return mergeByTool(reports.filter((file) => file.kind === 'findings'));
  return kind === 'tests' ? joinTests(reports.filter((file) => file.kind === 'tests')) : reports;
}
