import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Problems } from '../../../platform/openapi/problems.decorator.js';
import { Limited } from '../../../platform/rate-limit/rate-class.js';
import { Public } from '../../../platform/tenancy/access.js';
import { IgnoresUnknownParameters } from '../../../platform/validation/known-query.interceptor.js';
import type { HealthDto, ReadinessDto } from './dto/health.dto.js';
import { ReadinessService } from './readiness.service.js';

@ApiTags('Health')
@Controller('health')
@Public()
@Limited('health')
@IgnoresUnknownParameters()
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  /** Get the service's health */
  @Get()
  health(): HealthDto {
    return { status: 'ok' };
  }

  /**
   * Liveness probe
   *
   * @remarks Does not check the database, because restarting the service would not fix it.
   */
  @Get('live')
  live(): HealthDto {
    return { status: 'ok' };
  }

  /**
   * Readiness probe
   *
   * @remarks Returns 503 while the database is unavailable or lacks migrations.
   */
  @Get('ready')
  @Problems('unavailable')
  async ready(): Promise<ReadinessDto> {
    await this.readiness.check();
    return { status: 'ok', checks: { database: 'up', migrations: 'up' } };
  }
}
