import { Injectable } from '@nestjs/common';
import type { IssueId, OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { IssueMarkEntity } from '../entities/issue-mark.entity.js';

export type IssueMark = Omit<IssueMarkEntity, 'orgId' | 'features'> & { readonly features: Uint8Array };

@Injectable()
export class IssueMarkRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  findMark(orgId: OrgId, issueId: IssueId): Promise<IssueMark | null> {
    return this.repository(orgId).findOneBy({ orgId, issueId });
  }

  /** The marked problems of a repository that `tool` finds, in the order of their ids. */
  ofTool(orgId: OrgId, repoId: RepoId, tool: string): Promise<IssueMark[]> {
    return this.repository(orgId).find({ where: { orgId, repoId, tool }, order: { issueId: 'ASC' } });
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
