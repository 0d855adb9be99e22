import { Injectable } from '@nestjs/common';
import type { FindingsFormat, FindingsReport } from '../../domain/findings/finding.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import type { ClassificationOverrides } from '../../domain/findings/classify/overrides.js';
import { toUnreadableReport } from '../../platform/errors/unreadable-report.js';

/** Reads findings reports; one that cannot be read is a 400 that says where and why. */
@Injectable()
export class ReportParser {
  parse(
    bytes: Uint8Array,
    options: { format: FindingsFormat | undefined; overrides: ClassificationOverrides },
  ): Promise<FindingsReport> {
    const { format, overrides } = options;
    const report = parseFindings(bytes, { ...(format && { format }), overrides });
    if (!report.ok) throw toUnreadableReport(report.error);
    return Promise.resolve(report.value);
  }
}
