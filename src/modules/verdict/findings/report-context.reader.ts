import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { ScanReader } from '../scan/scan.reader.js';
import { leavesOutStored } from './ingest/findings-ingest.js';
import type { ReadFindingsInput } from './ingest/read-findings.js';
import { TrackingInputsReader } from './tracking/tracking-inputs.reader.js';

export type ReportContext = Pick<ReadFindingsInput, 'fileList' | 'overrides' | 'stored' | 'withFixes'> & {
  readonly secret: Uint8Array | null;
  /** Version of the scan's list of files. */
  readonly list: number | null;
};

/** Reads what a findings report is read by, inside the open tenant transaction. */
@Injectable()
export class ReportContextReader {
  constructor(
    private readonly organizations: OrganizationReader,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly inputs: TrackingInputsReader,
  ) {}

  /** The secret of a scan that does not exist is null: what is wrong with the report is said first. */
  async read(orgId: OrgId, scanId: ScanId, bytes: Uint8Array): Promise<ReportContext> {
    const scan = await this.scans.findScan(orgId, scanId);
    const listed = await this.scans.findListedFiles(orgId, scanId);
    return {
      secret: scan && (await this.repos.trackingSecret(orgId, scan.repoId)),
      withFixes: scan !== null && (await this.repos.getRepo(orgId, scan.repoId)).sourceExcerpts !== 'none',
      fileList: listed?.paths ?? null,
      list: listed?.version ?? null,
      overrides: (await this.organizations.settings(orgId)).classificationOverrides,
      ...(scan && leavesOutStored(bytes) && { stored: await this.inputs.listComparedSegments(scan) }),
    };
  }
}
