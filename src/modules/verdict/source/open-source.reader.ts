import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Repo, RepoReader } from '../../people/organization/repo.reader.js';
import { SecretPlacesReader } from '../findings/secret-places.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** Reads whether source text of a scan may be stored, inside the open tenant transaction. */
@Injectable()
export class OpenSourceReader {
  constructor(
    private readonly scans: ScanReader,
    private readonly repos: RepoReader,
    private readonly secrets: SecretPlacesReader,
  ) {}

  /**
   * The key of the repository's texts, and the lines of these files that tools found secrets in.
   *
   * @throws AppError excerpts_off
   */
  async readKnown(orgId: OrgId, scanId: ScanId, paths: ReadonlySet<string>) {
    const scan = await this.scans.getDetailed(orgId, scanId);
    await this.getRepo(scan);
    const key = await this.repos.trackingSecret(orgId, scan.repoId);
    return { known: await this.secrets.listSecrets(scan, paths), key };
  }

  /** @throws AppError excerpts_off */
  async getRepo({ orgId, repoId }: Scan): Promise<Repo> {
    const repo = await this.repos.getRepo(orgId, repoId);
    refuseOff(repo);
    return repo;
  }
}

function refuseOff({ sourceExcerpts }: Repo): void {
  if (sourceExcerpts === 'none')
    throw new AppError(
      'excerpts_off',
      'The repository does not store source text. An administrator can allow it with source_excerpts.',
    );
}
