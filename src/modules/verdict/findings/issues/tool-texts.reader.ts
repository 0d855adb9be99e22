import { Injectable } from '@nestjs/common';
import type { ListedFinding } from '../../../../domain/findings/listing/listed-finding.js';
import { together } from '../../../../platform/database/together.js';
import type { Scan } from '../../scan/scan.reader.js';
import { FindingTraceReader } from '../storage/finding-trace.reader.js';
import { RuleHelpRepository } from '../storage/rule-help.repository.js';
import type { IssueDetails } from './issue-details.js';

/** Reads the texts of tools beside the messages of findings, inside the open tenant transaction. */
@Injectable()
export class ToolTextsReader {
  constructor(
    private readonly traces: FindingTraceReader,
    private readonly help: RuleHelpRepository,
  ) {}

  /** Help for the finding's rule, and the places that explain it. */
  async findTexts(scan: Scan, finding: ListedFinding): Promise<Pick<IssueDetails, 'help' | 'trace'>> {
    const [[help = null], trace] = await together([
      this.help.findOfScan(scan.orgId, scan, [finding]),
      this.traces.findTrace(scan, finding.tool, finding.issueId),
    ]);
    return { help, trace };
  }
}
