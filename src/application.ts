import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { AppModule } from './app.module.js';
import { PlainReads } from './modules/people/auth/plain-reads.js';
import { refuseForeign } from './modules/reach/mcp/refuse-foreign.js';
import { StatusFastPath } from './modules/verdict/quality-gate/status-fast-path.js';
import { serveApiDocs } from './openapi/serve-api-docs.js';
import { serveDocs } from './openapi/serve-docs.js';
import { SchemaWatch } from './platform/database/schema-watch.js';
import { AppError } from './platform/errors/app-error.js';
import { AdmissionQueue } from './platform/http/admission-queue.js';
import { compressAnswers } from './platform/http/compression.js';
import { Downloads } from './platform/http/downloads.js';
import { FrontDoorAdapter } from './platform/http/front-door.adapter.js';
import { ProbesOnly } from './platform/http/probes-only.js';
import { RequestObserver } from './platform/http/request-observer.js';
import { Dashboard } from './platform/http/serve-dashboard.js';
import { NestLogger } from './platform/logging/nest-logger.js';
import { RequestShares } from './platform/overload/request-shares.js';
import type { PlatformParts } from './platform/platform.module.js';
import { sendProblem } from './platform/request/problem.filter.js';
import { setHeaders } from './platform/request/raw-headers.js';
import { RawResponse } from './platform/request/raw-response.js';
import { type IdentifiedRequest, identifyRequest, readPathAsText } from './platform/request/request-context.js';
import { securityHeaders, UNCACHED } from './platform/request/security-headers.js';
import { followRepoBound } from './platform/tenancy/repo-bound.js';

/** The service, wired but not listening. */
export async function createApplication(parts: PlatformParts): Promise<NestExpressApplication> {
  const { publicUrl, trustProxy, maxConnectionsPerAddress } = parts.config.server;
  const headers = securityHeaders(publicUrl);
  const door = new FrontDoorAdapter(new RawResponse(headers), maxConnectionsPerAddress);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(parts), door, {
    bodyParser: false,
    logger: new NestLogger(parts.logger),
    abortOnError: false,
  });
  app.set('trust proxy', trustProxy);
  app.set('etag', false);
  app.disable('x-powered-by');
  app.use(identifyRequest);
  app.use(compressAnswers);
  app.use(readPathAsText);
  app.use(followRepoBound);
  app.use((_request: Request, response: Response, next: NextFunction) => {
    setHeaders(response, headers);
    next();
  });
  app.use('/mcp', refuseForeign(publicUrl));
  app.use(['/api', '/mcp'], (_request: Request, response: Response, next: NextFunction) => {
    setHeaders(response, UNCACHED);
    next();
  });
  app.setGlobalPrefix('api', { exclude: ['metrics', 'mcp'] });
  serveApiDocs(app);
  serveDocs(app);
  const keepers = [
    app.get(SchemaWatch),
    ...(parts.config.worker === 'only' ? [new ProbesOnly()] : []),
    app.get(RequestShares),
    app.get(StatusFastPath),
    new Dashboard(parts.dashboardFolder ?? null, parts.config.server.sourceOrigins),
    app.get(Downloads),
    app.get(AdmissionQueue),
    app.get(PlainReads),
  ];
  const observer = app.get(RequestObserver);
  door.placeBefore(keepers, (listener) => observer.observing(listener));
  await app.init();
  app.use(answerUnknownPath);
  return app;
}

/** Below /api the framework says so itself; this is for everything beside it. */
function answerUnknownPath(request: Request, response: Response): void {
  const error = new AppError('route_not_found', 'See /api/docs for the existing routes.');
  sendProblem(response, error, request as IdentifiedRequest);
}
