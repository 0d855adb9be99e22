import { isOfStoredBaseline } from '../../domain/base/baseline-branches.js';
import { type FlickerOfFiles } from '../../domain/coverage/flicker.js';
import { FILE_FACTS, type FindingManifest } from '../../domain/findings/segments/file-facts.js';
import { type BaseEvidence } from '../../domain/gate/evidence.js';
import { type GateInputs } from '../../domain/gate/judge-scan.js';
import { type BaseMeasures, type LineTotals } from '../../domain/gate/scan-facts.js';
import { type Waiver } from '../../domain/gate/waiver.js';
import { groupBy } from '../../domain/group-by.js';
import { type RepoId, type ScanId, type WaiverId } from '../../domain/ids.js';
import { type ComparedRun } from '../../domain/scanned/compared-runs.js';
import { type Marks } from '../../domain/scanned/marked-groups.js';
import { type Address, unpackManifest } from '../../domain/segments/manifest.js';
import { unpackTests } from '../../domain/test-results/pack-tests.js';
import { type TestUploads } from '../../domain/test-results/survey-tests.js';
import { type Body } from '../api/body.js';
import { CliError } from '../exit-code.js';

/** The answer of GET /repos/:id/local-pack. */
export type LocalPackAnswer = Body<'LocalPack'>;

/** The version of packs that is read here. */
const PACK_VERSION = 1;

/** One tool's findings in a scan of the service; states are those that matter for others. */
export interface KnownFindings {
  readonly scanId: number;
  readonly tool: string;
  readonly manifest: FindingManifest;
  readonly suppressedOnBase: ReadonlySet<number>;
  readonly editedMarks: ReadonlySet<number>;
}

/** A report of the base. */
export interface BaseRun extends ComparedRun {
  readonly tablesVersion: number;
}

/** A marked problem, as tracking recognizes it. */
export interface MarkedProblem {
  readonly issueId: number;
  readonly firstSeenScanId: number;
  readonly tool: string;
  /** As `packFeatures` packed them. */
  readonly features: Uint8Array;
}

/** The scan that the change is compared with; measures are those of the base on the final target. */
export interface PackedBase extends Pick<BaseEvidence, 'via' | 'target'> {
  readonly scanId: number;
  readonly branch: string;
  readonly commitSha: string | null;
  readonly measures: BaseMeasures;
  readonly flickering: LineTotals;
  readonly reports: readonly BaseRun[];
  readonly tests: TestUploads;
}

/** A pack as the functions of the domain take it. */
export interface OpenPack {
  readonly repoId: RepoId;
  readonly defaultBranch: string;
  readonly isBaselineScan: boolean;
  /** Findings are compared with the baseline of the default branch, whatever the base. */
  readonly isOfStoredBaseline: boolean;
  readonly secret: Uint8Array;
  readonly configuration: Pick<GateInputs, 'config' | 'repoPolicy' | 'switches'>;
  readonly waivers: readonly Waiver[];
  /** By path. */
  readonly flickering: FlickerOfFiles;
  readonly marks: ReadonlyMap<number, Marks>;
  readonly marked: readonly MarkedProblem[];
  readonly base: PackedBase | null;
  /** Scans of the baselines by tool. */
  readonly baselines: ReadonlyMap<string, number>;
  readonly targetId: number | null;
  /** The newest scans of the change itself by tool, where marks or charges rest on them. */
  readonly previous: ReadonlyMap<string, number>;
  /** Problems that pull requests below the change brought, which were closed without a merge. */
  readonly charged: ReadonlySet<number>;
  readonly contents: ReadonlyMap<Address, Uint8Array>;
  readonly find: (scanId: number | null, tool: string) => KnownFindings | null;
}

/**
 * Opens a pack.
 *
 * @param branch that was checked out
 * @throws {CliError} of kind `infrastructure` for a pack of another version
 */
export function openPack(pack: LocalPackAnswer, branch: string): OpenPack {
  if (pack.pack_version !== PACK_VERSION)
    throw new CliError(
      'infrastructure',
      `The service sends packs of version ${pack.pack_version}, but this qgate reads version ${PACK_VERSION}.`,
      'Install the qgate of the service: npm install URL/qgate.tgz, where URL is the address of the service.',
    );
  const found = new Map(pack.findings.map((each) => [keyOf(each.scan_id, each.tool), lazyFindings(each)]));
  return {
    repoId: pack.repo_id as RepoId,
    defaultBranch: pack.default_branch,
    isBaselineScan: pack.is_baseline_scan,
    isOfStoredBaseline: isOfStoredBaseline({
      ...{ branch, isBaselineScan: pack.is_baseline_scan, defaultBranch: pack.default_branch },
    }),
    secret: bytesOf(pack.key),
    configuration: toConfiguration(pack),
    waivers: pack.waivers.map(toWaiver),
    flickering: toFlicker(pack.flickering),
    marks: toMarks(pack),
    marked: pack.marked.map(({ issue_id: issueId, first_seen_scan_id: firstSeenScanId, tool, features }) => ({
      ...{ issueId, firstSeenScanId, tool, features: bytesOf(features) },
    })),
    base: pack.base && toBase(pack.base),
    baselines: toScans(pack.baselines),
    targetId: pack.target_scan_id,
    previous: toScans(pack.previous),
    charged: new Set(pack.charged),
    contents: new Map(pack.segments.map(({ address, content }) => [address, bytesOf(content)])),
    find: (scanId, tool) => (scanId === null ? null : (found.get(keyOf(scanId, tool))?.() ?? null)),
  };
}

const keyOf = (scanId: number, tool: string): string => `${scanId} ${tool}`;

const toScans = (scans: LocalPackAnswer['baselines']): ReadonlyMap<string, number> =>
  new Map(scans.map(({ tool, scan_id: scanId }) => [tool, scanId]));

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64');

function lazyFindings(found: LocalPackAnswer['findings'][number]): () => KnownFindings {
  let opened: KnownFindings | undefined;
  return () =>
    (opened ??= {
      scanId: found.scan_id,
      tool: found.tool,
      manifest: unpackManifest(bytesOf(found.manifest), FILE_FACTS),
      suppressedOnBase: new Set(found.suppressed_on_base),
      editedMarks: new Set(found.edited_marks),
    });
}

/** The number behind the `v` of a version. */
const revisionOf = (version: string): number => Number(version.slice(1));

function toConfiguration(pack: LocalPackAnswer): OpenPack['configuration'] {
  const { gate, switches } = pack;
  return {
    config: gate && {
      revision: revisionOf(gate.policy_version),
      enabled: gate.enabled,
      blockMergeOnFail: gate.block_merge_on_fail,
      appliesToNewCodeOnly: gate.applies_to_new_code_only,
      policy: gate.policy,
    },
    repoPolicy: { revision: pack.repo_policy_revision, isSet: pack.repo_policy_version !== null },
    switches: {
      repoPolicy: switches.repo_policy,
      untestedFiles: switches.untested_files,
      tolerateInherited: switches.tolerate_inherited,
      onToolFailure: switches.on_tool_failure,
      onMissingTool: switches.on_missing_tool,
      switchesRevision: switches.revision,
    },
  };
}

const toWaiver = (waiver: LocalPackAnswer['waivers'][number]): Waiver => ({
  id: waiver.id as WaiverId,
  rule: waiver.rule,
  repoId: waiver.repo_id as RepoId | null,
  prNumber: waiver.pr_number,
  maxActual: waiver.max_actual,
  createdAt: new Date(waiver.created_at),
  expiresAt: dateOf(waiver.expires_at),
  revokedAt: null,
});

const toTotals = (lines: Body<'PackedLines'> | undefined): LineTotals => ({
  linesTotal: lines?.lines_total ?? 0,
  linesCovered: lines?.lines_covered ?? 0,
});

/** Earlier services tell none. */
const toFlicker = (flickering: LocalPackAnswer['flickering'] | undefined): FlickerOfFiles =>
  groupBy(
    (flickering ?? []).flatMap(({ path, shape, lines }) => lines.map((line) => ({ path, shape, line }))),
    ({ path }) => path,
  );

const dateOf = (time: string | null): Date | null => (time === null ? null : new Date(time));

function toMarks({ marks }: LocalPackAnswer): ReadonlyMap<number, Marks> {
  const ofIssues = new Map<number, Marks>();
  for (const { issue_id: id, kind, ends_at: endsAt, lines, directive, severity = null } of marks) {
    const extent = directive && { rules: directive.rules, reach: directive.reach, endLine: directive.end_line };
    ofIssues.set(id, { ...ofIssues.get(id), [kind]: { endsAt: dateOf(endsAt), lines, directive: extent, severity } });
  }
  return ofIssues;
}

function toBase(base: NonNullable<LocalPackAnswer['base']>): PackedBase {
  const tests = base.tests.map(({ key, content }) => ({ key, tests: unpackTests(bytesOf(content)) }));
  const { lines, target } = base;
  return {
    scanId: base.scan_id,
    branch: base.branch,
    commitSha: base.commit_sha,
    via: base.via.map(({ pr_number: prNumber, scan_id: scanId }) => ({ prNumber, scanId: scanId as ScanId | null })),
    target: target && { scanId: target.scan_id as ScanId, branch: target.branch, commitSha: target.commit_sha },
    measures: {
      duplicationPct: base.duplication_pct,
      duplicatedLines: base.duplicated_lines,
      rating: base.rating,
      allLines: lines && toTotals(lines),
      ratedFindings: base.rated_findings,
      hasTests: tests.length > 0,
      hasSuppressions: base.reports.some(({ format }) => format === 'suppressions'),
    },
    flickering: toTotals(base.flickering_lines),
    reports: base.reports.map((report) => ({
      tool: report.tool,
      toolVersion: report.tool_version,
      configDigest: report.config_digest,
      state: report.state,
      format: report.format,
      tablesVersion: report.tables_version,
    })),
    tests,
  };
}
