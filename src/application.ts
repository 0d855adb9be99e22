import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import { AppModule } from './app.module.js';
import { serveApiDocs } from './openapi/serve-api-docs.js';
import { AppError } from './platform/errors/app-error.js';
import { sendProblem } from './platform/errors/problem.filter.js';
import { type IdentifiedRequest, identifyRequest } from './platform/http/request-context.js';
import { NestLogger } from './platform/logging/nest-logger.js';
import type { PlatformParts } from './platform/platform.module.js';

/** What a slow client may take, in milliseconds: the whole request, its headers, an idle kept-alive connection. */
const TIMEOUTS = { request: 120_000, headers: 20_000, keepAlive: 65_000 };

/** The service, wired but not listening. */
export async function createApplication(parts: PlatformParts): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(parts), {
    bodyParser: false,
    logger: new NestLogger(parts.logger),
    abortOnError: false,
  });
  app.set('trust proxy', parts.config.server.trustProxy);
  app.set('etag', false);
  app.disable('x-powered-by');
  app.use(identifyRequest);
  closeConnectionsWhenStopping(app);
  app.use(helmet(securityHeaders(parts.config.server.publicUrl)));
  app.setGlobalPrefix('api', { exclude: ['metrics'] });
  serveApiDocs(app);
  const server = app.getHttpServer();
  server.requestTimeout = TIMEOUTS.request;
  server.headersTimeout = TIMEOUTS.headers;
  server.keepAliveTimeout = TIMEOUTS.keepAlive;
  await app.init();
  app.use(answerUnknownPath);
  return app;
}

/** Below /api the framework says so itself; this is for everything beside it. */
function answerUnknownPath(request: Request, response: Response): void {
  const error = new AppError('route_not_found', 'See /api/docs for the routes that exist.');
  sendProblem(response, error, request as IdentifiedRequest);
}

/**
 * Node leaves a kept-alive connection open when its request ends after the server was told to close: once stopping, each
 * answer says that it is the last one.
 */
function closeConnectionsWhenStopping(app: NestExpressApplication): void {
  const server = app.getHttpServer();
  app.use((_request: Request, response: Response, next: NextFunction) => {
    const onFinish = () => {
      if (!server.listening) response.socket?.end();
    };
    response.once('finish', onFinish);
    next();
  });
}

/** Served over plain HTTP, a page must not be told to fetch its parts over HTTPS. */
function securityHeaders(publicUrl: string | null): HelmetOptions {
  const isSecure = publicUrl?.startsWith('https:') === true;
  return {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: isSecure ? [] : null } },
    strictTransportSecurity: isSecure,
  };
}
