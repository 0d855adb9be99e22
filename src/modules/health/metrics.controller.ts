import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Unlimited } from '../../platform/rate-limit/rate-class.js';
import { Public } from '../../platform/tenancy/access.js';
import { IgnoresUnknownParameters } from '../../platform/validation/known-query.interceptor.js';
import { Metrics } from './metrics.js';

/** Serves metrics outside `/api`, at the path that Prometheus scrapes by default. */
@ApiExcludeController()
@Controller('metrics')
@Public()
@Unlimited()
@IgnoresUnknownParameters()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async scrape(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.setHeader('Content-Type', this.metrics.contentType);
    return this.metrics.text();
  }
}
