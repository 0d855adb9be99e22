import 'reflect-metadata';
import { type ClientRequest, IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import { AppModule } from './app.module.js';
import { Metrics } from './modules/health/metrics.js';
import { StatusFastPath } from './modules/quality-gate/status-fast-path.js';
import { serveApiDocs } from './openapi/serve-api-docs.js';
import { AppError } from './platform/errors/app-error.js';
import { sendProblem } from './platform/errors/problem.filter.js';
import { AdmissionQueue } from './platform/overload/admission-queue.js';
import { endConnectionsWhenClosing } from './platform/http/end-connections.js';
import { guardConnections, refusingAmbiguous } from './platform/http/guard-connections.js';
import { type IdentifiedRequest, identifyRequest, readPathAsText } from './platform/http/request-context.js';
import { NestLogger } from './platform/logging/nest-logger.js';
import type { PlatformParts } from './platform/platform.module.js';
import { followRepoBound } from './platform/tenancy/repo-bound.js';

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
  app.use(readPathAsText);
  app.use(followRepoBound);
  const secure = helmet(securityHeaders(parts.config.server.publicUrl));
  app.use(secure);
  app.setGlobalPrefix('api', { exclude: ['metrics'] });
  serveApiDocs(app);
  const server = app.getHttpServer();
  const headers = headersSetBy(secure);
  takeShortcuts(app, headers);
  endConnectionsWhenClosing(server);
  guardConnections(server, headers);
  await app.init();
  app.use(answerUnknownPath);
  return app;
}

/** Below /api the framework says so itself; this is for everything beside it. */
function answerUnknownPath(request: Request, response: Response): void {
  const error = new AppError('route_not_found', 'See /api/docs for the routes that exist.');
  sendProblem(response, error, request as IdentifiedRequest);
}

/** The hot route is answered before Express sees the request; everything else is admitted to the ordinary way. */
function takeShortcuts(app: NestExpressApplication, headers: readonly string[]): void {
  const server = app.getHttpServer();
  const [ordinary] = server.listeners('request') as RequestListener[];
  server.removeListener('request', ordinary!);
  const around = { headers, meter: app.get(Metrics) };
  const admitted = app.get(AdmissionQueue).before({ ordinary: ordinary!, ...around });
  const shortcut = app.get(StatusFastPath).before({ ordinary: admitted, ...around });
  server.on('request', refusingAmbiguous(shortcut, headers));
}

/** The headers that a middleware gives to every answer alike, as name, value, name, value. */
function headersSetBy(middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void) {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request) as ServerResponse & Pick<ClientRequest, 'getRawHeaderNames'>;
  middleware(request, response, () => undefined);
  return response.getRawHeaderNames().flatMap((name) => [name, String(response.getHeader(name))]);
}

/**
 * Omits `upgrade-insecure-requests` when the service is reached over plain HTTP, where a page cannot load its parts
 * over HTTPS.
 */
function securityHeaders(publicUrl: string | null): HelmetOptions {
  const isSecure = publicUrl?.startsWith('https:') === true;
  return {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: isSecure ? [] : null } },
    strictTransportSecurity: isSecure,
  };
}
