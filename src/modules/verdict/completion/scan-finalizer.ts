import { Injectable } from '@nestjs/common';
import { together } from '../../../platform/database/together.js';
import { inStep } from '../../../platform/observability/spans.js';
import { FinalFindingsWriter } from '../findings/final-findings.writer.js';
import type { Evaluation } from '../quality-gate/evaluation.reader.js';
import { BaseChoiceReader } from '../scan/base-choice.reader.js';
import type { ReportKind } from '../scan/scan.events.js';
import type { Scan } from '../scan/scan.reader.js';
import { completeScan } from './complete-scan.js';
import { CompletedCoverage } from './completed-coverage.js';
import { CompletionWriter } from './completion.writer.js';
import { CompletionJudge } from './completion-judge.js';
import { ScanOwners } from './scan-owners.js';

/**
 * Completes scans, inside the open tenant transaction. The scan is given as the caller has locked it, with what CI said since;
 * all that is decided of it is written at once.
 */
@Injectable()
export class ScanFinalizer {
  constructor(
    private readonly bases: BaseChoiceReader,
    private readonly coverage: CompletedCoverage,
    private readonly owners: ScanOwners,
    private readonly findings: FinalFindingsWriter,
    private readonly judge: CompletionJudge,
    private readonly completions: CompletionWriter,
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
    const [base, measured, owned] = await together([
      isPending || before.baseOutdatedBy !== null ? inStep('base', () => this.bases.choose(before)) : before.base,
      inStep('coverage', () => this.coverage.measure(before)),
      this.owners.load(before),
    ]);
    const { coverage, uncoveredAdded, gaps } = await this.coverage.measureSteady(before, measured, at);
    const owners = owned === null ? [] : await this.owners.matchOwners(before, owned);
    const based = { ...before, isBaseChosen: before.isBaseChosen || isPending, base };
    // Files that were there once count: an empty report can replace what was uploaded under its key.
    const hasGaps = coverage.fileCount > 0 || before.coverage.fileCount > 0;
    const findings = await inStep('matching', () => this.findings.finalizeFindings(based, hasGaps ? gaps : null));
    const trigger = isPending ? 'completed' : late === 'tests' ? 'tests_uploaded' : 'coverage_uploaded';
    const completed = completeScan(based, coverage, findings, at);
    const judged = await inStep('judging', () => this.judge.judge(completed, { trigger, by, at }));
    const outcome = { problemChange: judged.problemChange, uncoveredAdded, owners, baselines: findings.baselines };
    await inStep('storing', () => this.completions.store(judged, outcome, isPending, at));
    return judged.counted.evaluation;
  }
}
