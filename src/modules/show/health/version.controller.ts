import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { compatibleVersions } from '../../../domain/versions/far-apart.js';
import { API_VERSION, readBuildInfo } from '../../../platform/config/build-info.js';
import { Downloads } from '../../../platform/http/downloads.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { Public } from '../../../platform/tenancy/access.js';
import type { VersionDto } from './dto/version.dto.js';
import { KNOWN_MIGRATIONS } from './readiness.service.js';

@ApiTags('Health')
@Controller('version')
@Public()
@Limited('health')
export class VersionController {
  private readonly build = readBuildInfo();

  constructor(
    @Inject(KNOWN_MIGRATIONS) private readonly migrations: readonly string[],
    private readonly downloads: Downloads,
  ) {}

  /** Get the version of the service */
  @Get()
  async version(): Promise<VersionDto> {
    const { version, commit, builtAt } = this.build;
    const downloads = await this.downloads.list();
    return {
      ...{ version, commit, built_at: builtAt, api: API_VERSION, migrations: this.migrations.length },
      ...{ qgate: compatibleVersions(version), downloads },
    };
  }
}
