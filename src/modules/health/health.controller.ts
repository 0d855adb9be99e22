import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Problems } from '../../platform/openapi/problems.decorator.js';
import { Unlimited } from '../../platform/rate-limit/rate-class.js';
import { Public } from '../../platform/tenancy/access.js';
import { IgnoresUnknownParameters } from '../../platform/validation/known-query.interceptor.js';
import type { HealthDto, ReadinessDto } from './dto/health.dto.js';
import { ReadinessService } from './readiness.service.js';

@ApiTags('Health')
@Controller('health')
@Public()
@Unlimited()
@IgnoresUnknownParameters()
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  /** That the service answers. */
  @Get()
  @Header('Cache-Control', 'no-store')
  health(): HealthDto {
    return { status: 'ok' };
  }

  /** For liveness probes: says nothing of the database, which a restart of the service would not mend. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): HealthDto {
    return { status: 'ok' };
  }

  /** For readiness probes: 503 while the database is away or lacks migrations. */
  @Get('ready')
  @Problems('unavailable')
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<ReadinessDto> {
    await this.readiness.check();
    return { status: 'ok', checks: { database: 'up', migrations: 'up' } };
  }
}
