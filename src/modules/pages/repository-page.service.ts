import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import type { RepositoryPageDto, RepositoryPageQueryDto } from './dto/repository-page.dto.js';
import { RepositoryPageReadModel } from './repository-page.read-model.js';
import { toRepositoryPageDto } from './to-repository-page-dto.js';

/** The page of a repository. */
@Injectable()
export class RepositoryPageService {
  constructor(
    private readonly pages: RepositoryPageReadModel,
    private readonly clock: Clock,
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
    return toRepositoryPageDto(caller, page, now);
  }
}
