import { Injectable } from '@nestjs/common';
import { downwards } from '../../../domain/base/stack.js';
import type { FlickerFacts, GateInputs } from '../../../domain/gate/judge-scan.js';
import { together } from '../../../platform/database/together.js';
import type { Base } from '../baseline/base.reader.js';
import { SuppressionsReader } from '../findings/suppressions.reader.js';
import type { Scan, ScanCoverage } from '../scan/scan.reader.js';
import { TestsReader } from '../test-results/tests.reader.js';
import { EvidenceReader } from './evidence.reader.js';
import { GroupFactsReader } from './group-facts.reader.js';

/** Reads what a change does besides its measures, inside the open tenant transaction. */
@Injectable()
export class ChangeEvidenceReader {
  constructor(
    private readonly evidence: EvidenceReader,
    private readonly tests: TestsReader,
    private readonly suppressions: SuppressionsReader,
    private readonly groups: GroupFactsReader,
  ) {}

  async read(scan: Scan, base: Base | null, { switches, ...measured }: MeasuredChange, at: Date) {
    const baseIds =
      base === null ? [] : downwards({ id: base.scan.id, via: base.via, targetId: base.target?.id ?? null });
    const [evidence, { tests, baseHasTests }, suppressions] = await together([
      this.evidence.readEvidence(scan, base, measured, switches),
      this.tests.measure(scan, baseIds),
      this.suppressions.judge(scan, baseIds),
    ]);
    const directives = suppressions.evidence?.counted ?? [];
    const group = await this.groups.readGroup(scan, { directives, loosened: evidence.loosened, tests, baseIds }, at);
    return { evidence, tests, baseHasTests, suppressions, group };
  }
}

/** Measures that a change is judged on already, and the switches of its organization. */
interface MeasuredChange extends Pick<GateInputs, 'switches'> {
  readonly coverage: ScanCoverage;
  readonly flicker: FlickerFacts | null;
}
