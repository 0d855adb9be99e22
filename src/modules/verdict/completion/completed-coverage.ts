import { Injectable } from '@nestjs/common';
import { together } from '../../../platform/database/together.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FlickerWriter, type OtherRuns } from '../coverage/flicker.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { TestsReader } from '../test-results/tests.reader.js';

/** Measures the coverage of scans that are completed, inside the open tenant transaction. */
@Injectable()
export class CompletedCoverage {
  constructor(
    private readonly coverage: CoverageReader,
    private readonly flicker: FlickerWriter,
    private readonly tests: TestsReader,
  ) {}

  /** Coverage with its gaps, and the other runs of the same tree. */
  async measure(scan: Scan) {
    const [measured, runs] = await together([this.coverage.measureWithGaps(scan), this.flicker.findRuns(scan)]);
    return { measured, runs };
  }

  /** Coverage without the lines that other runs of the same tree show to flicker. */
  async measureSteady(scan: Scan, { measured, runs }: Awaited<ReturnType<CompletedCoverage['measure']>>, at: Date) {
    const hasLearned = await this.learnFlicker(scan, runs, at);
    return hasLearned ? this.coverage.measureWithGaps(scan) : measured;
  }

  /** Answers true where coverage has to be measured again. */
  private async learnFlicker(scan: Scan, { otherIds, isKnown }: OtherRuns, at: Date): Promise<boolean> {
    const alike = await this.tests.listSame(scan, otherIds);
    if (alike.length > 0 || isKnown) await this.flicker.learn(scan, alike, at);
    return alike.length > 0;
  }
}
