import { Injectable } from '@nestjs/common';
import { recounted } from '../../../domain/gate/direction.js';
import { FindingsReader } from '../findings/findings.reader.js';
import type { Scan } from '../scan/scan.reader.js';
import { type PreviousScan, PreviousScanReadModel } from './previous-scan.read-model.js';

/** Measures of the completed scan before a scan, inside the open tenant transaction. */
@Injectable()
export class PreviousScanReader {
  constructor(
    private readonly previous: PreviousScanReadModel,
    private readonly findings: FindingsReader,
  ) {}

  /** Counted under the marks of now, as the scan itself is: a mark improves neither. Null where there is none. */
  async findPrevious(scan: Scan): Promise<PreviousScan | null> {
    const found = await this.previous.findPrevious(scan);
    if (!found?.hasDetails || !found.isMarked) return found;
    const { counters } = await this.findings.countFindings({ ...scan, id: found.id });
    return { ...found, measures: recounted(found.measures, counters) };
  }
}
