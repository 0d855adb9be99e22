import type { NestExpressApplication } from '@nestjs/platform-express';
import { destination } from 'pino';
import { createApplication } from '../../src/application.js';
import { FirstStart } from '../../src/modules/show/first-start/first-start.js';
import { parseConfig } from '../../src/platform/config/parse-config.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { callProvider } from './host/call-provider.js';
import { threadScript } from './host/hosts-of-run.js';
import { listRoutes } from './list-routes.js';
import { type ServiceParts, setUpTestApp, type StartedService, type TestApp, type TestAppOptions } from './test-app.js';

/** A service inside Jest, for tests of what has no door outside. */
export interface PrivateApp extends TestApp {
  readonly app: NestExpressApplication;
}

/**
 * Starts a service inside Jest, which takes five seconds of processor time more than `startTestApp`: the test file imports
 * all of it.
 *
 * @param environment variables of the service to set or override
 */
export const startPrivateApp = (
  environment: Record<string, string> = {},
  options: TestAppOptions = {},
): Promise<PrivateApp> => setUpTestApp(environment, options, startInside);

async function startInside({
  environment,
  log,
  reportWorker,
  ...parts
}: ServiceParts): Promise<StartedService & { app: NestExpressApplication }> {
  const parsed = parseConfig(environment);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const app = await createApplication({
    ...parts,
    config: parsed.config,
    logger: createLogger(parsed.config.logging.level, destination({ dest: log, sync: true })),
    reportWorker: { entry: threadScript('report-worker'), ...reportWorker },
  });
  await app.get(FirstStart).run();
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    call: (provider, member, ...values) => callProvider(app, { provider, member, values }),
    routes: () => Promise.resolve(listRoutes(app)),
    stop: () => app.close(),
  };
}
