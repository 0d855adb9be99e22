import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { IssueId, OrgId, RepoId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { IssueMarkEntity } from '../entities/issue-mark.entity.js';

/** Facts on a mark that answers show. */
export type ShownMark = Pick<IssueMarkEntity, 'issueId' | 'reason' | 'markedBy' | 'markedAt'>;

const SHOWN = 'issue_id AS "issueId", reason, marked_by AS "markedBy", marked_at AS "markedAt"';

const MARKS_OF_REPO: PreparedStatement = {
  name: 'marks_of_repo',
  text: `SELECT ${SHOWN} FROM issue_marks WHERE org_id = $1 AND repo_id = $2 ORDER BY issue_id`,
};

const MARKS_OF_ISSUES: PreparedStatement = {
  name: 'marks_of_issues',
  text: `SELECT ${SHOWN} FROM issue_marks WHERE org_id = $1 AND issue_id = ANY ($2::bigint[])`,
};

export type IssueMark = Omit<IssueMarkEntity, 'orgId' | 'features'> & { readonly features: Uint8Array };

@Injectable()
export class IssueMarkRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  findMark(orgId: OrgId, issueId: IssueId): Promise<IssueMark | null> {
    return this.repository(orgId).findOneBy({ orgId, issueId });
  }

  /** The marked problems of a repository that these tools find, in the order of their ids. */
  ofTools(orgId: OrgId, repoId: RepoId, tools: readonly string[]): Promise<IssueMark[]> {
    return this.repository(orgId).find({ where: { orgId, repoId, tool: In(tools) }, order: { issueId: 'ASC' } });
  }

  /** The marks in a repository, in the order of the ids of their problems. Also without an open transaction. */
  ofRepo(orgId: OrgId, repoId: RepoId): Promise<ShownMark[]> {
    return this.tenant.read(orgId, MARKS_OF_REPO, [String(orgId), String(repoId)]);
  }

  /** Those of the problems that are marked. Also without an open transaction. */
  ofIssues(orgId: OrgId, issueIds: readonly IssueId[]): Promise<ShownMark[]> {
    return this.tenant.read(orgId, MARKS_OF_ISSUES, [String(orgId), `{${issueIds.join()}}`]);
  }

  /** Ids of the marked problems of a repository. */
  async idsOf(orgId: OrgId, repoId: RepoId): Promise<ReadonlySet<IssueId>> {
    return new Set((await this.ofRepo(orgId, repoId)).map(({ issueId }) => issueId));
  }

  async saveMark(orgId: OrgId, mark: IssueMark): Promise<void> {
    await this.repository(orgId).upsert({ ...mark, orgId, features: Buffer.from(mark.features) }, ['orgId', 'issueId']);
  }

  async delete(orgId: OrgId, issueId: IssueId): Promise<void> {
    await this.repository(orgId).delete({ orgId, issueId });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(IssueMarkEntity);
  }
}
