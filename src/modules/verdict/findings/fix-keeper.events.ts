import { Injectable } from '@nestjs/common';
import type { PlacedPath } from '../../../domain/paths/placed-path.js';
import type { ReportedFix } from '../../../domain/source/stored-fix.js';
import type { Scan } from '../scan/scan.reader.js';

/** Keeps the fixes of a tool's report in place of those of its report before. Answers the bytes that are stored for it. */
type Keep = (scan: Scan, tool: string, fixes: readonly ReportedFix[]) => Promise<number>;

/** Has the fixes of a tool follow files whose paths changed after its report. */
type Move = (scan: Scan, tool: string, files: readonly PlacedPath[]) => Promise<void>;

/** Hands fixes of reports to the feature of source text, which is above findings; inside the open tenant transaction. */
@Injectable()
export class FixKeeper {
  private keepAll: Keep = () => Promise.resolve(0);

  private moveAll: Move = () => Promise.resolve();

  onReport(keep: Keep): void {
    this.keepAll = keep;
  }

  onMove(move: Move): void {
    this.moveAll = move;
  }

  keep(...report: Parameters<Keep>): Promise<number> {
    return this.keepAll(...report);
  }

  move(...files: Parameters<Move>): Promise<void> {
    return this.moveAll(...files);
  }
}
