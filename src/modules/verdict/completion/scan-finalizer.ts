import { Injectable } from '@nestjs/common';
import { owedByNumber, owedReports } from '../../../domain/gate/owed-reports.js';
import { together } from '../../../platform/database/together.js';
import { inStep } from '../../../platform/observability/spans.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { BaseReader } from '../baseline/base.reader.js';
import { type BaselineTool, BaselineWriter } from '../baseline/baseline.writer.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FlickerWriter, type OtherRuns } from '../coverage/flicker.writer.js';
import { FinalFindingsWriter } from '../findings/final-findings.writer.js';
import { FindingsReader } from '../findings/findings.reader.js';
import type { Evaluation } from '../quality-gate/evaluation.reader.js';
import { EvaluationWriter } from '../quality-gate/evaluation.writer.js';
import { type OwnedScan, OwnersReader } from '../scan/owners.reader.js';
import type { ReportKind } from '../scan/scan.events.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { ScanMetricsWriter } from '../scan/scan-metrics.writer.js';
import { SourceWriter } from '../source/source.writer.js';
import { TestsReader } from '../test-results/tests.reader.js';
import { TrendFactsWriter } from '../trend/trend-facts.writer.js';
import { ArrivedReportsReadModel } from './arrived-reports.read-model.js';
import { completeScan, judgedScan } from './complete-scan.js';

/**
 * Completes scans, inside the open tenant transaction. The scan is given as the caller has locked it, with what CI said since;
 * all that is decided of it is written at once.
 */
@Injectable()
export class ScanFinalizer {
  constructor(
    private readonly bases: BaseReader,
    private readonly coverage: CoverageReader,
    private readonly findings: FinalFindingsWriter,
    private readonly evaluations: EvaluationWriter,
    private readonly scans: ScanWriter,
    private readonly scanReader: ScanReader,
    private readonly repos: RepoWriter,
    private readonly baselines: BaselineWriter,
    private readonly problems: FindingsReader,
    private readonly arrived: ArrivedReportsReadModel,
    private readonly owners: OwnersReader,
    private readonly trends: TrendFactsWriter,
    private readonly metrics: ScanMetricsWriter,
    private readonly source: SourceWriter,
    private readonly flicker: FlickerWriter,
    private readonly tests: TestsReader,
  ) {}

  /**
   * The base first, as all is compared with it, and the owners of files; coverage, as its gaps are findings; then findings; then the verdict; last
   * the baseline for later scans. A completed scan, to which coverage or test results (`late`) came, goes the same way again and keeps its
   * base, unless that is outdated.
   */
  finalize(before: Scan, by: string, at: Date, late: ReportKind = 'coverage'): Promise<Evaluation> {
    return inStep('completion', () => this.takeSteps(before, by, at, late));
  }

  private async takeSteps(before: Scan, by: string, at: Date, late: ReportKind): Promise<Evaluation> {
    const isPending = before.state === 'pending';
    const [base, measured, owned, runs] = await together([
      isPending || before.baseOutdatedBy !== null ? inStep('base', () => this.bases.choose(before)) : before.base,
      inStep('coverage', () => this.coverage.measureWithGaps(before)),
      this.owners.load(before.orgId, before.id),
      this.flicker.findRuns(before),
    ]);
    const hasLearned = await this.learnFlicker(before, runs, at);
    const { coverage, uncoveredAdded, gaps } = hasLearned ? await this.coverage.measureWithGaps(before) : measured;
    const owners = owned === null ? [] : await this.matchOwners(before, owned);
    const based = { ...before, isBaseChosen: before.isBaseChosen || isPending, base };
    // Files that were there once count: an empty report can replace what was uploaded under its key.
    const hasGaps = coverage.fileCount > 0 || before.coverage.fileCount > 0;
    const findings = await inStep('matching', () => this.findings.finalizeFindings(based, hasGaps ? gaps : null));
    const scan = { ...completeScan(based, coverage, findings, at), owedReports: await this.findOwed(before) };
    const trigger = isPending ? 'completed' : late === 'tests' ? 'tests_uploaded' : 'coverage_uploaded';
    const { counted, problemChange } = await inStep('judging', () => this.judge(scan, { trigger, by, at }));
    await inStep('storing', async () => {
      const [, , hasSource] = await together([
        this.evaluations.store(scan, counted),
        this.scans.complete(scan, { ...judgedScan(scan, counted), problemChange, uncoveredAdded, owners }),
        this.source.hasTexts(scan),
      ]);
      if (hasSource) await this.source.blankFound(scan);
      await this.trends.store(scan);
      if (findings.baselines !== null) await this.becomeBaseline(scan, findings.baselines, at);
    });
    if (isPending) this.metrics.countState('completed');
    return counted.evaluation;
  }

  /** Answers true where coverage has to be measured again. */
  private async learnFlicker(scan: Scan, { otherIds, isKnown }: OtherRuns, at: Date): Promise<boolean> {
    const alike = await this.tests.listSame(scan, otherIds);
    if (alike.length > 0 || isKnown) await this.flicker.learn(scan, alike, at);
    return alike.length > 0;
  }

  private async judge(scan: Scan, request: Parameters<EvaluationWriter['judge']>[1]) {
    const counted = await this.evaluations.judge(scan, request);
    const { previous } = counted;
    const problemChange = previous?.hasDetails ? await this.problems.countChange(scan, previous.id) : null;
    return { counted, problemChange };
  }

  /** By name, then by number. A scan that reuses another one has its reports from there. */
  private async findOwed(scan: Scan): Promise<string[]> {
    const { orgId, id, expectedReports, expectedUploads, uploadsReceived, reusedScanId } = scan;
    const arrived = expectedReports.length === 0 ? [] : await this.arrived.listNames(orgId, id);
    return [
      ...owedReports(expectedReports, arrived),
      ...(reusedScanId === null ? owedByNumber(expectedUploads, uploadsReceived) : []),
    ];
  }

  /**
   * Before anything is written, as the transaction may be left for it: no read of the scan matches patterns. Answers the owners of the
   * files that a pull request touches.
   */
  private async matchOwners(scan: Scan, owned: OwnedScan): Promise<string[]> {
    const [found, covered, changed] = await together([
      this.problems.listPaths(scan),
      this.coverage.listFileCounts(scan),
      scan.prNumber !== null && scan.hasChanges ? this.scanReader.listChangedPaths(scan.orgId, scan.id) : [],
    ]);
    const paths = [...found, ...covered.map(({ filePath }) => filePath), ...changed];
    await this.owners.prepare(owned, paths, String(paths.length));
    return changed.length === 0 ? [] : this.owners.listAll(owned, changed);
  }

  /** Unless it began before a rebuild, or a newer scan of the branch completed first. */
  private async becomeBaseline(scan: Scan, tools: readonly BaselineTool[], at: Date): Promise<void> {
    const repo = await this.repos.lock(scan.orgId, scan.repoId);
    const isOutrun = repo.baselineScanId !== null && repo.baselineScanId > scan.id;
    if (isOutrun || repo.baselineGeneration !== scan.baselineGeneration) return;
    await this.baselines.pointTo(scan, tools, at);
    await this.baselines.forgetCleared(scan);
    await this.repos.recordBaselineScan(scan.orgId, scan.repoId, scan.id);
  }
}
