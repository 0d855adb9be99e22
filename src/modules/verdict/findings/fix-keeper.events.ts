import { Injectable } from '@nestjs/common';
import type { ReportedFix } from '../../../domain/source/stored-fix.js';
import type { Scan } from '../scan/scan.reader.js';

/** Keeps the fixes of a tool's report in place of those of its report before. Answers the bytes that are stored for it. */
type Keep = (scan: Scan, tool: string, fixes: readonly ReportedFix[]) => Promise<number>;

/** Hands fixes of reports to the feature of source text, which is above findings; inside the open tenant transaction. */
@Injectable()
export class FixKeeper {
  private keepAll: Keep = () => Promise.resolve(0);

  onReport(keep: Keep): void {
    this.keepAll = keep;
  }

  keep(...report: Parameters<Keep>): Promise<number> {
    return this.keepAll(...report);
  }
}
