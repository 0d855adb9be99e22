import { Injectable } from '@nestjs/common';
import { owedByNumber, owedReports } from '../../../domain/gate/owed-reports.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { EvaluationWriter } from '../quality-gate/evaluation.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { ArrivedReportsReadModel } from './arrived-reports.read-model.js';

/** Judges scans that are completed, inside the open tenant transaction. */
@Injectable()
export class CompletionJudge {
  constructor(
    private readonly evaluations: EvaluationWriter,
    private readonly problems: FindingsReader,
    private readonly arrived: ArrivedReportsReadModel,
  ) {}

  /** The verdict on a scan, which owes the reports that did not come, and how its problems differ from the scan before. */
  async judge(unjudged: Scan, request: Parameters<EvaluationWriter['judge']>[1]) {
    const scan = { ...unjudged, owedReports: await this.findOwed(unjudged) };
    const counted = await this.evaluations.judge(scan, request);
    const { previous } = counted;
    const problemChange = previous?.hasDetails ? await this.problems.countChange(scan, previous.id) : null;
    return { scan, counted, problemChange };
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
}
