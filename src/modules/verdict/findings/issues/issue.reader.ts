import { Injectable } from '@nestjs/common';
import type { Severity } from '../../../../domain/findings/finding.js';
import type { IssueId, RepoId, ScanId } from '../../../../domain/ids.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { IssueDetailsService } from './issue-details.service.js';

/** A problem as the newest scan that has it reports it. */
export interface Problem {
  readonly scanId: ScanId;
  readonly tool: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly message: string;
  readonly filePath: string | null;
  readonly line: number | null;
}

/** Problems as other features read them. */
@Injectable()
export class IssueReader {
  constructor(private readonly issues: IssueDetailsService) {}

  /**
   * Runs outside of a transaction: it loads the findings of a scan.
   *
   * @throws NotFoundInOrg where no scan has the problem
   */
  async getProblem(caller: Caller, issueId: IssueId): Promise<{ repoId: RepoId; problem: Problem }> {
    const { scan, finding } = await this.issues.getIssue(caller, issueId, null);
    const { tool, ruleId, severity, message, filePath, startLine } = finding;
    return {
      repoId: scan.repoId,
      problem: { scanId: scan.id, tool, ruleId, severity, message, filePath, line: startLine },
    };
  }
}
