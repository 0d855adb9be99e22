import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../app.module.js';
import { parseConfig } from '../platform/config/parse-config.js';
import { createLogger } from '../platform/logging/logger.js';
import { SystemClock } from '../platform/time/clock.js';
import { describeApi } from './describe-api.js';

const NO_DATABASE = { host: 'localhost', port: 1, user: '', password: '', database: '', ssl: false } as const;

/**
 * The document of the compiled service, without a database: controllers are looked at, nothing is instantiated. Only
 * the compiled code carries the schemas, which the compiler plugin writes into it.
 */
export async function describeService(): Promise<OpenAPIObject> {
  const parsed = parseConfig({});
  if (!parsed.ok) throw new Error('The default configuration is not valid.');
  const parts = {
    config: parsed.config,
    database: NO_DATABASE,
    logger: createLogger('silent'),
    clock: new SystemClock(),
    poolSize: 1,
    reportWorker: { entry: new URL('../report-worker.js', import.meta.url) },
  };
  const app = await NestFactory.create(AppModule.register(parts), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  app.setGlobalPrefix('api', { exclude: ['metrics'] });
  return describeApi(app);
}
