import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import type { SourceExcerpts } from '../../../domain/source/source-switch.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { BaseChoiceReader } from './base-choice.reader.js';
import { ReusableScanReader } from './reusable-scan.reader.js';
import type { Scan, ScanBase } from './scan.js';
import { type ScanPage, ScanRepository } from './scan.repository.js';
import type { ScanFilter } from './scan-filter.js';

/** A scan that was begun. */
export interface ScanStart {
  /** With its place on the line of commits; null: there is none. */
  readonly base: { readonly scan: Scan; readonly choice: ScanBase } | null;
  readonly sourceExcerpts: SourceExcerpts;
  readonly suppressionReasons: boolean;
  /** Scan of an equal tree whose reports it may take; null: there is none. */
  readonly reusableId: ScanId | null;
}

/** Shows scans. */
@Injectable()
export class ScanService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanRepository,
    private readonly repoReader: RepoReader,
    private readonly bases: BaseChoiceReader,
    private readonly reusable: ReusableScanReader,
  ) {}

  /** Describes a scan that was begun: the scan that it would be compared with now, and the source text that may be sent. */
  describeStart({ orgId }: Caller, scan: Scan): Promise<ScanStart> {
    return this.tenant.run(orgId, async () => {
      const [{ sourceExcerpts, suppressionReasons }, choice, reusableId] = await together([
        this.repoReader.getRepo(orgId, scan.repoId),
        scan.state === 'pending' ? this.bases.choose(scan) : scan.base,
        scan.state === 'pending' ? this.reusable.find(scan) : null,
      ]);
      const base = choice && (await this.scans.findScan(orgId, choice.id));
      return { sourceExcerpts, suppressionReasons, reusableId, base: base && { scan: base, choice } };
    });
  }

  async getScan(caller: Caller, id: ScanId): Promise<Scan> {
    const scan = await this.scans.findScan(caller.orgId, id);
    if (!scan) throw new NotFoundInOrg('scan');
    return scan;
  }

  /** @param repoName of these the scans of the repository of that name; of no such repository there are none */
  listScans(caller: Caller, filter: ScanFilter, repoName: string | undefined, page: ScanPage): Promise<Scan[]> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const now = this.tenant.now();
      if (repoName === undefined) return this.scans.listScans(orgId, filter, page, now);
      const repo = await this.repoReader.findByName(orgId, repoName);
      const isContradiction = filter.repoId !== undefined && filter.repoId !== repo?.id;
      return repo && !isContradiction ? this.scans.listScans(orgId, { ...filter, repoId: repo.id }, page, now) : [];
    });
  }
}
