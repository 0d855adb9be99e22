import { Injectable } from '@nestjs/common';
import { downwards } from '../../../domain/base/stack.js';
import type { FlickeringLine } from '../../../domain/coverage/flicker.js';
import type { LineTotals } from '../../../domain/gate/scan-facts.js';
import type { OrgId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { BaseReader } from '../baseline/base.reader.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { type ComparedChange, type ScanBase, ScanReader } from '../scan/scan.reader.js';
import { TestsReader } from '../test-results/tests.reader.js';
import { BaseMeasuresReader } from './base-measures.reader.js';
import type { PackedBase } from './dto/local-pack.dto.js';

const NO_LINES: LineTotals = { linesTotal: 0, linesCovered: 0 };

/** Reads what the base of a change measures, for a verdict outside of the service, inside the open tenant transaction. */
@Injectable()
export class PackedMeasuresReader {
  constructor(
    private readonly bases: BaseReader,
    private readonly measures: BaseMeasuresReader,
    private readonly coverage: CoverageReader,
    private readonly tests: TestsReader,
    private readonly scans: ScanReader,
  ) {}

  /** Facts on coverage that are known without a scan of the change. */
  async readCoverage(change: ComparedChange) {
    const [defaultBranchHasCoverage, flickering] = await together([
      this.scans.hasDefaultBranchCoverage(change),
      this.coverage.listFlickeringOfRepo(change.orgId, change.repoId),
    ]);
    return { defaultBranchHasCoverage, flickering };
  }

  async readBase(orgId: OrgId, choice: ScanBase, known: readonly FlickeringLine[]): Promise<PackedBase | null> {
    const base = await this.bases.open(orgId, choice);
    if (base === null) return null;
    const [measures, tests] = await together([
      this.measures.measuresOf(orgId, base.target),
      this.tests.listNamed(orgId, downwards(choice)),
    ]);
    const isFlickering = known.length > 0 && base.target !== null;
    const flickering = isFlickering ? await this.coverage.countFlickering(base.target, known) : NO_LINES;
    return { ...base, measures, flickering, tests };
  }
}
