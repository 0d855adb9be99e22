import { Injectable } from '@nestjs/common';
import type { CoverageFormat, CoverageReport } from '../../domain/coverage/coverage-report.js';
import { parseCoverage } from '../../domain/coverage/parse-coverage.js';
import { toUnreadableReport } from '../../platform/errors/unreadable-report.js';

/** Reads coverage reports; one that cannot be read is a 400 that says where and why. */
@Injectable()
export class CoverageParser {
  parse(bytes: Uint8Array, format: CoverageFormat | undefined): Promise<CoverageReport> {
    const report = parseCoverage(bytes, format && { format });
    if (!report.ok) throw toUnreadableReport(report.error);
    return Promise.resolve(report.value);
  }
}
