import { finished } from 'node:stream';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import type { OrgId } from '../../domain/ids.js';
import { AppError } from '../errors/app-error.js';
import type { AuthenticatedRequest } from '../tenancy/authenticated-request.js';

export const EXPORT = 'overload:export';

/** Organizations with an export under way. */
@Injectable()
export class RunningExports {
  private readonly orgs = new Set<OrgId>();

  /**
   * Notes an export of the organization until its answer is at its end, or its client gone.
   *
   * @throws AppError `unavailable` (503) while another is under way
   */
  begin(orgId: OrgId, response: Response): void {
    if (this.orgs.has(orgId))
      throw new AppError(
        'unavailable',
        'Another export of this organization is running. Try again when it has finished.',
        {
          retryAfterSeconds: 5,
        },
      );
    this.orgs.add(orgId);
    finished(response, () => this.orgs.delete(orgId));
  }
}

/** Answers one export of an organization at a time, on routes that `@Export()` marks. */
@Injectable()
export class ExportInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly exports: RunningExports,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const isExport = this.reflector.get<(query: Request['query']) => boolean>(EXPORT, context.getHandler());
    const http = context.switchToHttp();
    const { query, caller } = http.getRequest<AuthenticatedRequest>();
    if (isExport(query)) this.exports.begin(caller!.orgId, http.getResponse<Response>());
    return next.handle();
  }
}
