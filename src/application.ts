import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { identifyRequest } from './platform/http/request-context.js';
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
  app.use(helmet());
  app.setGlobalPrefix('api', { exclude: ['metrics'] });
  const server = app.getHttpServer();
  server.requestTimeout = TIMEOUTS.request;
  server.headersTimeout = TIMEOUTS.headers;
  server.keepAliveTimeout = TIMEOUTS.keepAlive;
  return app;
}
