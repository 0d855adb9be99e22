import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { type Badge, type BadgeKind, describeBadge } from '../../../domain/reporting/badge.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { BadgeReadModel } from './badge.read-model.js';
import { BadgeTokens } from './badge-tokens.js';

/** Choices of a page that shows a badge. */
export interface BadgeChoices {
  /** Left out: the default branch. */
  readonly branch?: string | undefined;
  /** Left out: the usual one. */
  readonly label?: string | undefined;
}

@Injectable()
export class BadgeService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly writer: RepoWriter,
    private readonly tokens: BadgeTokens,
    private readonly badges: BadgeReadModel,
    private readonly audit: AuditLogWriter,
  ) {}

  /** The token of a repository's badges. */
  findToken({ orgId }: Caller, id: RepoId): Promise<string> {
    return this.tenant.run(orgId, async () =>
      this.tokens.make({ orgId, repoId: id, generation: await this.repos.badgeGeneration(orgId, id) }),
    );
  }

  /** A new token; the previous one ends at once. */
  renewToken(caller: Caller, id: RepoId): Promise<string> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const generation = await this.writer.startBadgeGeneration(orgId, id);
      await this.audit.record(caller, { action: 'badge.renewed', target: { type: 'repo', id }, repoId: id });
      return this.tokens.make({ orgId, repoId: id, generation });
    });
  }

  /** The badge that a token opens; an unknown one, branch or measure reads "unknown". */
  async drawBadge(token: string, kind: BadgeKind, { branch, label }: BadgeChoices): Promise<Badge> {
    const [subject, now] = [this.tokens.read(token), this.tenant.now()];
    const facts = subject && (await this.badges.findFacts(subject, branch ?? null, now));
    return describeBadge(kind, facts, now, label ?? null);
  }
}
