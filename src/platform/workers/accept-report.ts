import type { Parsed } from '../../domain/report-error.js';
import { AppError } from '../errors/app-error.js';
import { toUnreadableReport } from '../errors/unreadable-report.js';
import type { ServiceMetrics } from '../observability/service-metrics.js';
import { inStep } from '../observability/spans.js';

/**
 * Has a report read; one that cannot be read is counted.
 *
 * @param format as the uploader states it; undefined where it is detected
 * @throws AppError `unreadable_report` and its like, with the place and the reason
 */
export async function acceptReport<Report>(
  metrics: ServiceMetrics,
  format: string | undefined,
  reading: () => Promise<Parsed<Report>> | Parsed<Report>,
): Promise<Report> {
  const reject = (reason: string) => metrics.rejectedReports.inc({ format: format ?? 'detected', reason });
  const read = await inStep('reading', async () => reading()).catch((error: unknown) => {
    // Its thread was ended: too long, too much memory, or broken down.
    if (error instanceof AppError && error.code === 'unreadable_report') reject('reader_ended');
    throw error;
  });
  if (read.ok) return read.value;
  reject(read.error.code);
  throw toUnreadableReport(read.error);
}
