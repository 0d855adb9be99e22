import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../../domain/ids.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { RecomputeWriter } from '../../../verdict/quality-gate/recompute.writer.js';
import { ScanReader } from '../../../verdict/scan/scan.reader.js';
import { ScanWriter } from '../../../verdict/scan/scan.writer.js';
import type { HookEvent } from '../forges/forge.js';
import type { RepoForge } from '../repo-forge.repository.js';

const EXTERNAL_ID = /^(\d{1,15})\/(\d{1,15})\/\d+$/;

type Rerequest = Extract<HookEvent, { readonly type: 'rerequested' }>;

/** Judges scans again at the request of somebody at a forge, inside the open tenant transaction. */
@Injectable()
export class Rerequests {
  constructor(
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly recomputations: RecomputeWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /** @throws AppError where the scan cannot be judged again */
  async judgeAgain({ orgId, repoId }: RepoForge, event: Rerequest): Promise<void> {
    const id = await this.findRerequested({ orgId, repoId }, event);
    if (id === null) return;
    const scan = await this.scanWriter.lock(orgId, id);
    this.scanWriter.refuseExpired(scan);
    if (scan.state === 'failed')
      throw new AppError('scan_failed', 'The scan failed, so there is nothing to judge again.');
    await this.recomputations.judgeAgain(scan, {
      trigger: 'rerequested',
      by: 'service',
      record: (action) => this.audit.recordOwn(orgId, action),
    });
  }

  /** The scan that a check names, if it is of this repository; else the newest one of the commit. */
  private async findRerequested(
    { orgId, repoId }: Pick<RepoForge, 'orgId' | 'repoId'>,
    { externalId, commitSha }: Rerequest,
  ): Promise<ScanId | null> {
    const [, org, id] = EXTERNAL_ID.exec(externalId ?? '') ?? [];
    const named = Number(org) === orgId ? await this.scans.findScan(orgId, Number(id) as ScanId) : null;
    return named?.repoId === repoId ? named.id : this.scans.findNewestOfCommit(orgId, repoId, commitSha);
  }
}
