import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import {
  blankSource,
  linesBetween,
  type NumberedLine,
  type StoredSource,
} from '../../../domain/source/stored-source.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { SecretPlacesReader } from '../findings/secret-places.reader.js';
import { ScanReader } from '../scan/scan.reader.js';
import { type FixesOfTool, SourceRepository } from './source.repository.js';

/** Shows stored source text. */
@Injectable()
export class SourceLinesService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly repos: RepoReader,
    private readonly sources: SourceRepository,
    private readonly secrets: SecretPlacesReader,
  ) {}

  /** @throws NotFoundInOrg where nothing of the file is stored that the repository allows to be read */
  read(
    { orgId }: Caller,
    scanId: ScanId,
    path: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<{ lines: NumberedLine[]; isWhole: boolean }> {
    return this.tenant.run(orgId, async () => {
      const scan = await this.scans.getDetailed(orgId, scanId);
      const { sourceExcerpts } = await this.repos.getRepo(orgId, scan.repoId);
      const found = sourceExcerpts === 'none' ? null : await this.sources.findSource(orgId, scanId, path);
      if (found === null || (found.isWhole && sourceExcerpts !== 'files')) throw new NotFoundInOrg('source');
      const lines = linesBetween(await this.withoutNewSecrets(scan, path, found.source), from, to);
      if (lines.length === 0) throw new NotFoundInOrg('source');
      return { lines, isWhole: found.isWhole };
    });
  }

  /** Fixes that tools offer in a file; none where the repository stores no source text. */
  readFixes({ orgId }: Caller, scanId: ScanId, path: string): Promise<readonly FixesOfTool[]> {
    return this.tenant.run(orgId, async () => {
      const scan = await this.scans.getDetailed(orgId, scanId);
      const { sourceExcerpts } = await this.repos.getRepo(orgId, scan.repoId);
      if (sourceExcerpts === 'none') return [];
      const isSecret = scan.state === 'pending' && (await this.secrets.listSecrets(scan, new Set([path]))).has(path);
      return isSecret ? [] : this.sources.findFixes(orgId, scanId, path);
    });
  }

  /** Reports that came after the text are looked at when their scan is completed; until then here. */
  private async withoutNewSecrets(
    scan: Awaited<ReturnType<ScanReader['getScan']>>,
    path: string,
    source: StoredSource,
  ): Promise<StoredSource> {
    if (scan.state !== 'pending') return source;
    return blankSource(source, (await this.secrets.listSecrets(scan, new Set([path]))).get(path) ?? NO_LINES);
  }
}

const NO_LINES: ReadonlySet<number> = new Set();
