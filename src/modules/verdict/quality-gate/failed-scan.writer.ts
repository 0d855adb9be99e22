import { Injectable } from '@nestjs/common';
import { afterFailure } from '../../../domain/gate/actions/plan-actions.js';
import { judgeFailedScan } from '../../../domain/gate/judge-scan.js';
import { together } from '../../../platform/database/together.js';
import type { Scan } from '../scan/scan.reader.js';
import { ConfigurationReader } from './configuration.reader.js';
import type { Evaluation } from './evaluation.js';
import { type EvaluationRequest, EvaluationWriter, nextEvaluation } from './evaluation.writer.js';
import { PolicyFileReader } from './policy-file.reader.js';
import { ReportedLineReadModel } from './reported-line.read-model.js';

/** Stores the evaluations of scans whose scanner gave up, inside the open tenant transaction and of a scan that the caller has locked. */
@Injectable()
export class FailedScanWriter {
  constructor(
    private readonly lines: ReportedLineReadModel,
    private readonly configuration: ConfigurationReader,
    private readonly policyFiles: PolicyFileReader,
    private readonly writer: EvaluationWriter,
  ) {}

  /** Stores that the scan's scanner gave up, for the reason that the scan is given with: its gate fails. */
  async recordFailure(scan: Scan, request: EvaluationRequest): Promise<Evaluation> {
    const [line, configuration] = await together([
      this.lines.readLine(scan),
      this.configuration.readConfiguration(scan.orgId, scan.repoId),
    ]);
    const policyFile = await this.policyFiles.readFile(scan);
    const judgement = judgeFailedScan(scan, { ...configuration, policyFile });
    const evaluation = nextEvaluation(scan, judgement, afterFailure(judgement), { ...request, trigger: 'scan_failed' });
    await this.writer.store(scan, { evaluation, line });
    return evaluation;
  }
}
