import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Unlimited } from '../../../platform/rate-limit/rate-class.js';
import { Public } from '../../../platform/tenancy/access.js';
import { IgnoresUnknownParameters } from '../../../platform/validation/known-query.interceptor.js';
import { MetricsPage } from './metrics-page.js';

/** Serves metrics outside `/api`, at the path that Prometheus scrapes by default. */
@ApiExcludeController()
@Controller('metrics')
@Public()
@Unlimited()
@IgnoresUnknownParameters()
export class MetricsController {
  constructor(private readonly page: MetricsPage) {}

  @Get()
  async scrape(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.page.send(request, request.ip, response);
  }
}
