import { countOf } from '../../domain/count-of.js';
import { isDuplicationTool } from '../../domain/findings/duplication-tools.js';
import { matchExcluded } from '../../domain/paths/match-excluded.js';
import { type MetricsBody } from '../api/scan-api.js';
import { NO_CACHE } from '../cache/result-cache.js';
import { findGeneratedBefore } from '../changes/generated-before.js';
import { readCodeOwnersFile } from '../collect/code-owners-file.js';
import { type Collection, collectReports } from '../collect/collect-reports.js';
import { describeCollection } from '../collect/describe-collection.js';
import { joinTests } from '../collect/join-tests.js';
import { mergeByTool } from '../collect/merge-by-tool.js';
import { type PolicyFile, readPolicyFile } from '../collect/policy-file.js';
import { reportedTools } from '../collect/reported-tools.js';
import { enrichReports } from '../enrich/enrich-reports.js';
import { findSecrets, type KnownSecrets } from '../enrich/secret-lines.js';
import { CliError } from '../exit-code.js';
import { type Git } from '../git/git.js';
import { listExcludedFiles, listTrackedFiles } from '../git/tracked-files.js';
import { type Identity, isDefaultBranchScan } from '../identity/detect-identity.js';
import { withoutSecrets } from '../redact.js';
import { type CoverageFile, type FindingsFile, type ReportFile, type TestsFile } from '../report-file.js';
import { type CollectionSettings } from '../settings/run-settings.js';
import { takeInventory } from '../source/inventory.js';
import { type NamedBody } from '../source/scopes/scope-tree.js';
import { reportDirectives, type TouchedFiles } from '../suppressions/directive-report.js';
import { analyzeCheckout, type CheckoutAnalysis } from './analyze-checkout.js';
import { askVersions } from './ask-versions.js';
import { type Change, findChangedLines, findSinceBase, type SinceBase } from './find-change.js';
import { findWeakening, type Weakening } from './find-weakening.js';
import { identifyTools } from './identify-tools.js';
import { measureRun } from './measure-run.js';
import { type RunPlace } from './run-place.js';

/** All that a scan sends, made before anything is sent: what fails here leaves no trace on the service. */
export interface PreparedScan {
  readonly identity: Identity;
  readonly files: readonly string[];
  /** The text of CODEOWNERS; null without one. */
  readonly codeOwners: string | null;
  /** Null for a scan of the default branch. */
  readonly change: Change | null;
  /** Null as the change. */
  readonly weakening: Weakening | null;
  readonly findSinceBase: (commit: string) => Promise<SinceBase | null>;
  readonly findings: readonly FindingsFile[];
  /** Those that the findings name; they are blanked in them. */
  readonly secrets: KnownSecrets;
  readonly coverage: readonly CoverageFile[];
  readonly tests: readonly TestsFile[];
  /** Globs of files that count in no coverage. */
  readonly coverageExclude: readonly string[];
  readonly metrics: MetricsBody;
  readonly policyFile: PolicyFile | null;
  /** The reports that went into the scan. */
  readonly collection: Collection;
  readonly analysis: CheckoutAnalysis;
}

/** The checkout before anything is collected. */
export interface DescribedCheckout {
  readonly tracked: readonly string[];
  readonly change: Change | null;
}

/** Works out which files there are, and what the change is. */
export async function describeCheckout(place: RunPlace, identity: Identity): Promise<DescribedCheckout> {
  const tracked = await listTrackedFiles(place.git);
  return { tracked, change: await findChangeOf(place, identity, tracked) };
}

/**
 * Collects the reports, runs the analyzers and works out what the change is.
 *
 * @throws {CliError} when the change or a named report cannot be read, an analyzer broke, or there is nothing to send
 */
export async function prepareScan(
  place: RunPlace,
  identity: Identity,
  settings: CollectionSettings,
  checkout?: DescribedCheckout,
): Promise<PreparedScan> {
  const { git, progress } = place;
  const { tracked, change } = checkout ?? (await describeCheckout(place, identity));
  const collection = await collect(place, settings, tracked);
  const { reports } = collection;
  const inventory = await takeInventory(git.root, tracked, await listExcludedFiles(git, settings.exclude), place.cache);
  for (const { path, reason } of inventory.unread)
    progress.detail(`not analyzed: ${path} (${reason.replaceAll('_', ' ')})`);
  const isFork = identity.isFork.value;
  const analysis = await analyzeCheckout(place, settings, inventory, { reports, isFork });
  const analyzed = analysis.results.flatMap((result) => result.reports);
  if (reports.length + analyzed.length === 0) {
    throw new CliError(
      'unusable_input',
      'There is nothing to upload: no report was found and no analyzer applies.',
      'Write a coverage or SARIF report before this step, or name one with --coverage, --findings or --tests.',
    );
  }
  if (!judgesMoreThanDuplication([...reports, ...analyzed])) progress.note(DUPLICATION_ALONE);
  const metrics = measureRun(inventory, analysis.results);
  const asked = {
    ...{ root: git.root, env: withoutSecrets(place.terminal.env), signal: place.terminal.interrupted },
    isUntrusted: isFork && !settings.trustForks,
  };
  const tools = await identifyTools(
    { ...settings, collected: reports, analyses: analysis.results },
    { root: git.root, tracked },
    (names) => askVersions(names, asked),
  );
  const findings = mergeByTool([...reports, ...analyzed].filter(isFindings));
  const secrets = findSecrets(findings, { root: git.root, tracked });
  const directives = await readDirectivesOf(place, change, tracked, secrets);
  const keptScopes = await (place.cache ?? NO_CACHE).open<readonly NamedBody[]>('scopes', {});
  return {
    identity,
    files: tracked,
    codeOwners: await findCodeOwners(place),
    change,
    weakening: change && (await findWeakening(place, change, tracked, !asked.isUntrusted)),
    findSinceBase: (commit) => findSinceBase(git, commit),
    findings: [
      ...(await enrichReports(findings, { root: git.root, tracked, progress, keptScopes }, secrets)),
      directives,
    ],
    secrets,
    coverage: reports.filter(isCoverage),
    tests: joinTests(reports.filter(isTests)),
    coverageExclude: settings.coverageExclude,
    metrics: tools.length === 0 ? metrics : { ...metrics, tools },
    policyFile: await findPolicyFile(place),
    collection,
    analysis,
  };
}

/** Null for the default branch, and for a folder that has nothing to compare with. */
async function findChangeOf(place: RunPlace, identity: Identity, tracked: readonly string[]): Promise<Change | null> {
  if (isDefaultBranchScan(identity)) return null;
  if (place.git.hasCommits) return findChangedLines(place, identity, tracked);
  place.progress.note(
    'Without git, the changed lines are unknown: findings are compared with the newest scan of the target branch.',
  );
  return null;
}

/** Directives of the files that the change touches; outside of changes, of all files. */
function readDirectivesOf(
  { git, progress }: RunPlace,
  change: Change | null,
  tracked: readonly string[],
  secrets: KnownSecrets,
): Promise<FindingsFile> {
  return progress.step('Directives', async (step) => {
    const start = performance.now();
    const generated = await listExcludedFiles(git, []);
    const touched = change && touchedBy(change, git, generated);
    const explain = (message: string) => progress.detail(message);
    const report = await reportDirectives({ root: git.root, tracked, touched, generated, secrets, explain });
    step.say(`${countOf(report.count, 'directive')} that ${report.count === 1 ? 'silences' : 'silence'} tools`);
    progress.detail(`directives read in ${Math.round(performance.now() - start)} ms`);
    return report.file;
  });
}

function touchedBy({ files, mergeBase }: Change, git: Git, generated: ReadonlySet<string>): TouchedFiles {
  const changesAttributes = files.some(({ path }) => /(?:^|\/)\.gitattributes$/.test(path));
  const there = new Map(files.filter(({ status }) => status !== 'deleted').map((file) => [file.path, file]));
  return {
    paths: [...there.keys()],
    findGeneratedBefore: (paths) =>
      findGeneratedBefore(
        { git, mergeBase, changesAttributes, generated },
        paths.map((path) => there.get(path)!),
      ),
  };
}

const DUPLICATION_ALONE =
  'Only duplicated code is checked here: there is no linter report, and no analyzer measures complexity. ' +
  'See qgate analyze --help for the analyzers.';

/** True where a report is of a tool that finds more than duplicates, or where nothing looks for duplicates either. */
function judgesMoreThanDuplication(reports: readonly ReportFile[]): boolean {
  const tools = [...reportedTools(reports)];
  return tools.length === 0 || !tools.every(isDuplicationTool);
}

export const isFindings = (file: ReportFile): file is FindingsFile => file.kind === 'findings';
const isCoverage = (file: ReportFile): file is CoverageFile => file.kind === 'coverage';
const isTests = (file: ReportFile): file is TestsFile => file.kind === 'tests';

async function collect(
  { git, terminal, progress }: RunPlace,
  settings: CollectionSettings,
  tracked: readonly string[],
): Promise<Collection> {
  const collection = await progress.step('Reports', async (step) => {
    const excluded = matchExcluded(settings.exclude);
    const where = { root: git.root, cwd: terminal.cwd, tracked: new Set(tracked), excluded };
    const found = await collectReports(where, settings);
    step.say(found.reports.length === 0 ? 'none found' : `${found.reports.length} found`);
    return found;
  });
  const table = describeCollection(collection);
  if (table !== null) progress.note(table);
  return collection;
}

/** The text of the repository's CODEOWNERS; null where there is none that counts. */
export async function findCodeOwners({ config, progress }: RunPlace): Promise<string | null> {
  const file = await readCodeOwnersFile(config);
  if (file?.text === null) progress.note(`${file.path} is too large or not text, so findings have no owners`);
  return file?.text ?? null;
}

async function findPolicyFile({ config, progress }: RunPlace): Promise<PolicyFile | null> {
  const file = await readPolicyFile(config);
  if (file !== null)
    progress.note(
      file.text === null ? `${file.path} is larger than 64 KB and is ignored` : `Policy file: ${file.path}`,
    );
  return file;
}
