import { Inject, Injectable } from '@nestjs/common';
import type { ReportedLine } from '../../../domain/reporting/scan-events.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { together } from '../../../platform/database/together.js';
import { EventWriter } from '../../record/event/event.writer.js';
import { ForgeReportWriter } from '../../record/forge-report/forge-report.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanMetricsWriter } from '../scan/scan-metrics.writer.js';
import type { Evaluation } from './evaluation.js';
import { toGateEvents } from './to-gate-events.js';

/** Announces verdicts: to those who subscribe to events, to forges and in metrics, inside the open tenant transaction. */
@Injectable()
export class VerdictAnnouncer {
  constructor(
    private readonly events: EventWriter,
    private readonly forgeReports: ForgeReportWriter,
    private readonly metrics: ScanMetricsWriter,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  async announce(scan: Scan, evaluation: Evaluation, line: ReportedLine): Promise<void> {
    this.metrics.countVerdict(scan, evaluation.status, evaluation.trigger === 'completed');
    await together([
      this.events.record(scan.orgId, toGateEvents(scan, evaluation, line, this.config.server.publicUrl)),
      this.forgeReports.wantVerdict(scan, line.repo, evaluation.number, evaluation.evaluatedAt),
    ]);
  }
}
