import { Injectable } from '@nestjs/common';
import { together } from '../../../platform/database/together.js';
import type { FinalFindings } from '../findings/final-findings.writer.js';
import { EvaluationWriter } from '../quality-gate/evaluation.writer.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { ScanMetricsWriter } from '../scan/scan-metrics.writer.js';
import { SourceWriter } from '../source/source.writer.js';
import { TrendFactsWriter } from '../trend/trend-facts.writer.js';
import { BaselinePromotion } from './baseline-promotion.js';
import { judgedScan } from './complete-scan.js';
import { CompletionJudge } from './completion-judge.js';

/** Stores the completion of scans, inside the open tenant transaction. */
@Injectable()
export class CompletionWriter {
  constructor(
    private readonly evaluations: EvaluationWriter,
    private readonly scans: ScanWriter,
    private readonly source: SourceWriter,
    private readonly trends: TrendFactsWriter,
    private readonly baseline: BaselinePromotion,
    private readonly metrics: ScanMetricsWriter,
  ) {}

  /** @param isPending the scan was not completed before */
  async store(
    { scan, counted }: JudgedCompletion,
    outcome: CompletionOutcome,
    isPending: boolean,
    at: Date,
  ): Promise<void> {
    const { baselines, ...facts } = outcome;
    const [, , hasSource] = await together([
      this.evaluations.store(scan, counted),
      this.scans.complete(scan, { ...judgedScan(scan, counted), ...facts }),
      this.source.hasTexts(scan),
    ]);
    if (hasSource) await this.source.blankFound(scan);
    await this.trends.store(scan);
    if (baselines !== null) await this.baseline.promote(scan, baselines, at);
    if (isPending) this.metrics.countState('completed');
  }
}

type JudgedCompletion = Pick<Awaited<ReturnType<CompletionJudge['judge']>>, 'scan' | 'counted'>;
type CompletionOutcome = Omit<Parameters<ScanWriter['complete']>[1], keyof ReturnType<typeof judgedScan>> &
  Pick<FinalFindings, 'baselines'>;
