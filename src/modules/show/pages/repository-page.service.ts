import { Inject, Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { NewerScanReader } from '../../verdict/quality-gate/newer-scan.reader.js';
import type { RepositoryPageDto, RepositoryPageQueryDto } from './dto/repository-page.dto.js';
import { RepositoryPageReadModel } from './repository-page.read-model.js';
import { toRepositoryPageDto } from './to-repository-page-dto.js';

/** A page that was waited for; with the time after which to poll again where there was no place to wait. */
export interface WaitedPage {
  readonly page: RepositoryPageDto;
  readonly retryAfterSeconds: number | null;
}

/** The page of a repository. */
@Injectable()
export class RepositoryPageService {
  constructor(
    private readonly pages: RepositoryPageReadModel,
    private readonly newerScans: NewerScanReader,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async readPage(
    caller: Caller,
    repoId: RepoId,
    { branch, points }: RepositoryPageQueryDto,
  ): Promise<RepositoryPageDto> {
    const now = this.clock.now();
    const page = await this.pages.findPage(caller.orgId, repoId, { branch: branch ?? null, points }, now);
    if (!page) throw new NotFoundInOrg('repository');
    if (!page.isScanned && page.branch !== page.repo.defaultBranch) throw new NotFoundInOrg('branch');
    return toRepositoryPageDto(caller, page, now, this.config.server.publicUrl);
  }

  /** The page once a newer scan of its branch than `after` has ended, or once the time is up. */
  async waitForPage(
    caller: Caller,
    repoId: RepoId,
    query: RepositoryPageQueryDto,
    gone: AbortSignal,
  ): Promise<WaitedPage> {
    const page = await this.readPage(caller, repoId, query);
    const after = query.after ?? 0;
    if ((page.scan?.id ?? 0) > after) return { page, retryAfterSeconds: null };
    const watched = { repoId, branch: page.branch, after };
    const retryAfterSeconds = await this.newerScans.waitForNewer(caller, watched, query.wait * 1000, gone);
    return { page: await this.readPage(caller, repoId, query), retryAfterSeconds };
  }
}
