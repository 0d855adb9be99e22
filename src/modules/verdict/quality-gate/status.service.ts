import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { ScanReader } from '../scan/scan.reader.js';
import type { GateStatusDto } from './dto/verdict.dto.js';
import { LongPolls } from './long-polls.js';
import { StatusReader } from './status.reader.js';

/** A status that was waited for; with the time after which to poll again where there was no place to wait. */
export interface WaitedStatus {
  readonly status: GateStatusDto;
  readonly retryAfterSeconds: number | null;
}

/** The gate status as callers ask for it. */
@Injectable()
export class StatusService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly statuses: StatusReader,
    private readonly polls: LongPolls,
  ) {}

  readStatus(caller: Caller, scanId: ScanId): Promise<GateStatusDto> {
    return this.statuses.readStatus(caller.orgId, scanId);
  }

  /** The status of a commit's newest scan, pending ones included. */
  readOfCommit({ orgId }: Caller, repoName: string, commit: string): Promise<GateStatusDto> {
    return this.tenant.run(orgId, async () => {
      const repo = await this.repos.findByName(orgId, repoName);
      const scanId = repo && (await this.scans.findNewestOfCommit(orgId, repo.id, commit));
      if (scanId === null) throw new NotFoundInOrg('scan');
      return this.statuses.readStatus(orgId, scanId);
    });
  }

  /** As `LongPolls.waitForVerdict`; throws a 404 where the caller sees no such scan. */
  async waitForVerdict(caller: Caller, scanId: ScanId, waitMs: number, gone: AbortSignal): Promise<WaitedStatus> {
    const { status, retryAfterSeconds } = await this.polls.waitForVerdict(caller, scanId, waitMs, gone);
    if (!status) throw new NotFoundInOrg('scan');
    return { status: JSON.parse(status.json) as GateStatusDto, retryAfterSeconds };
  }
}
