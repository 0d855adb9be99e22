import type { Parsed } from '../../domain/report-error.js';
import { AppError } from '../errors/app-error.js';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { acceptReport } from './accept-report.js';

describe('acceptReport', () => {
  const metrics = new ServiceMetrics();
  const rejected = async () =>
    Array.from(
      (await metrics.registry.metrics()).matchAll(/^qgate_reports_rejected_total(.*)$/gm),
      ([, series]) => series,
    );

  it('returns what was read', async () => {
    expect(await acceptReport(metrics, 'sarif', () => ({ ok: true, value: 7 }))).toBe(7);
    expect(await rejected()).toEqual([]);
  });

  it('counts what cannot be read, and whose thread was ended, but no other failure', async () => {
    const malformed = { ok: false, error: { code: 'malformed', message: 'is cut off' } } as Parsed<never>;
    await expect(acceptReport(metrics, undefined, () => malformed)).rejects.toMatchObject({
      code: 'unreadable_report',
    });
    const ended = Promise.reject(new AppError('unreadable_report', 'The report takes too long to read.'));
    await expect(acceptReport(metrics, 'lcov', () => ended)).rejects.toMatchObject({ code: 'unreadable_report' });
    const busy = Promise.reject(new AppError('unavailable', 'All readers are busy.'));
    await expect(acceptReport(metrics, 'lcov', () => busy)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await rejected()).toEqual([
      '{format="detected",reason="malformed"} 1',
      '{format="lcov",reason="reader_ended"} 1',
    ]);
  });
});
