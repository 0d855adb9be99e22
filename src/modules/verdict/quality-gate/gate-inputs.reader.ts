import { Injectable } from '@nestjs/common';
import { warnOfSkipped } from '../../../domain/gate/evidence.js';
import type { GateInputs } from '../../../domain/gate/judge-scan.js';
import { warnOfRejected, warnOfSuppressions } from '../../../domain/suppressions/suppressions-evidence.js';
import { together } from '../../../platform/database/together.js';
import type { Scan } from '../scan/scan.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';
import { BaseMeasuresReader } from './base-measures.reader.js';
import { ChangeEvidenceReader } from './change-evidence.reader.js';
import { ConfigurationReader } from './configuration.reader.js';
import { PolicyFileReader } from './policy-file.reader.js';
import { ScanMeasuresReader } from './scan-measures.reader.js';

/**
 * Gathers what a judgement depends on, inside the open tenant transaction: one revision, one set of waivers, findings
 * counted under the marks of now. Other measures of a completed scan are those of its completion; of a pending one they
 * are what has been reported so far.
 */
@Injectable()
export class GateInputsReader {
  constructor(
    private readonly configuration: ConfigurationReader,
    private readonly waivers: WaiverReader,
    private readonly measures: ScanMeasuresReader,
    private readonly bases: BaseMeasuresReader,
    private readonly policyFiles: PolicyFileReader,
    private readonly changes: ChangeEvidenceReader,
  ) {}

  async readGateInputs(scan: Scan, at: Date): Promise<GateInputs> {
    const { orgId, repoId, prNumber } = scan;
    const [configuration, waivers, { base, measured, flickering }] = await together([
      this.configuration.readConfiguration(orgId, repoId),
      this.waivers.listInForce(orgId, { repoId, prNumber, at }),
      this.measures.read(scan),
    ]);
    const { coverage } = measured;
    const policyFile = await this.policyFiles.readFile(scan);
    const flicker = await this.measures.measureFlicker(scan, base, flickering);
    const [baseMeasures, { evidence, tests, baseHasTests, suppressions, group }] = await together([
      base && this.bases.measuresOf(orgId, base.target),
      this.changes.read(scan, base, { coverage, flicker, switches: configuration.switches }, at),
    ]);
    return {
      ...configuration,
      ...measured,
      group,
      flicker,
      policyFile,
      waivers,
      base: baseMeasures && { ...baseMeasures, hasTests: baseHasTests, hasSuppressions: suppressions.hasBaseReport },
      suppressions: suppressions.facts,
      acceptedUntil: earlier(measured.acceptedUntil, suppressions.acceptedUntil),
      evidence: {
        ...evidence,
        tests,
        suppressions: suppressions.evidence,
        warnings: [
          ...evidence.warnings.filter(
            ({ code }) => code !== 'coverage_ignored_added' || suppressions.evidence === null,
          ),
          ...warnOfSkipped(tests),
          ...warnOfRejected(suppressions.rejected),
          ...warnOfSuppressions(suppressions.evidence),
        ],
      },
    };
  }
}

/** The earlier of two times; null is never. */
const earlier = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other < one) ? other : one;
