import { existsSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { INestApplication } from '@nestjs/common';
import { createApplication } from './application.js';
import { handOverFirstSignIn } from './hand-over-first-sign-in.js';
import { FirstKeyService } from './modules/people/auth/first-key.service.js';
import { FirstStart } from './modules/show/first-start/first-start.js';
import { ReadinessService } from './modules/show/health/readiness.service.js';
import type { AppConfig } from './platform/config/app-config.js';
import { describeConfigErrors } from './platform/config/describe-config-errors.js';
import { parseConfig } from './platform/config/parse-config.js';
import { describeRefusedConnection } from './platform/database/describe-refused-connection.js';
import { openDatabase } from './platform/database/open-database.js';
import { servingConnections } from './platform/database/serving-connections.js';
import { answerWhileStarting } from './platform/http/answer-while-starting.js';
import { checkPort } from './platform/http/check-port.js';
import { createLogger } from './platform/logging/logger.js';
import { describeLittleMemory } from './platform/overload/container.js';
import { SystemClock } from './platform/time/clock.js';
import { prepareInstallation } from './prepare-installation.js';
import { addressOf, announceAdmin, firstWelcome, welcome } from './welcome.js';

/** From dist/src/main.js. The installed package and the image have no command line. */
const QGATE = fileURLToPath(new URL('../../bin/qgate.js', import.meta.url));
const HAS_QGATE = existsSync(fileURLToPath(new URL('cli/main.js', import.meta.url)));
const DASHBOARD = fileURLToPath(new URL('../../dist-web', import.meta.url));
const QGATE_PACKAGE = fileURLToPath(new URL('../../dist-qgate/qgate.tgz', import.meta.url));
/**
 * Connections that may wait to be accepted. Beyond it the system drops them and clients try again after a second; 511,
 * which is Node's own, are soon there when many jobs connect at once.
 */
const WAITING_CONNECTIONS = 4096;
/** Longer than any request may take to end, shorter than the 15 s in which a stop has to be done. */
const STOP_AFTER_MS = 14_000;

/** The framework hands on to node what its type does not name. */
interface Listening {
  listen: (port: number, host: string, backlog: number) => Promise<unknown>;
}

/**
 * Growth of the heap, in percent of the live data, before a full mark. V8's own choice amounts to one per large upload:
 * arriving bytes count as growth, though they are freed at once.
 */
const HEAP_GROWTH = '--heap-growing-percent=200';

/** Started parts, each with a function that stops it, in the order of starting. */
type Started = ((signal?: NodeJS.Signals) => Promise<void>)[];

async function serve(config: AppConfig, started: Started): Promise<void> {
  // before a cluster is made or a password printed
  await checkPort({ ...config.server, variable: 'PORT' });
  if (config.metrics.port !== null)
    await checkPort({ host: config.server.host, port: config.metrics.port, variable: 'METRICS_PORT' });
  const endStarting = await answerWhileStarting(config.server, config.server.publicUrl);
  started.push(endStarting);
  const logger = createLogger(config.logging.level);
  for (const shortage of describeLittleMemory()) logger.warn(shortage);
  if (config.tracing.endpoint !== null) {
    const { exportSpans } = await import('./platform/observability/export-spans.js');
    started.push(exportSpans(logger));
  }
  const database = await openDatabase(config, logger);
  started.push(() => database.close());
  try {
    const prepared = await prepareInstallation(database, config, logger);
    const app = await createApplication({
      config,
      ...(await servingConnections(prepared, config, logger)),
      logger,
      clock: new SystemClock(),
      poolSize: config.databasePoolSize,
      dashboardFolder: DASHBOARD,
      qgatePackage: QGATE_PACKAGE,
      reportWorker: { entry: new URL('./report-worker.js', import.meta.url) },
    });
    started.push((signal) => closeApplication(app, signal === 'SIGTERM' ? config.server.shutdownDelayMs : 0));
    const admin = await app.get(FirstStart).run();
    // before anything more can fail: a password that was made is known nowhere else
    if (admin) process.stdout.write(announceAdmin(admin));
    await endStarting();
    await (app as unknown as Listening).listen(config.server.port, config.server.host, WAITING_CONNECTIONS);
    const url = addressOf(config, await app.getUrl());
    const isHandedOver =
      admin !== null && (await handOverFirstSignIn(url, () => app.get(FirstKeyService).issue(admin)));
    const qgate = HAS_QGATE ? QGATE : null;
    process.stdout.write(isHandedOver ? firstWelcome(url, qgate) : welcome(config, url, admin, qgate));
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

/**
 * Ends the application, which answers until then. Probes read "not ready" for `delayMs` before, so that whoever distributes
 * requests sends no more of them; a person at the keyboard (SIGINT) does not wait for that.
 */
async function closeApplication(app: INestApplication, delayMs: number): Promise<void> {
  app.get(ReadinessService).announceStop();
  await sleep(delayMs);
  await app.close();
}

/** Last started, first stopped. */
async function stopAll(started: Started, signal?: NodeJS.Signals): Promise<void> {
  for (let stop = started.pop(); stop; stop = started.pop()) await stop(signal);
}

/** The first signal stops cleanly what has been started so far, within its time; a second one at once. */
function stopOnSignal(started: Started): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_AFTER_MS).unref();
    stopAll(started, signal).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

setFlagsFromString(HEAP_GROWTH);
const parsed = parseConfig(process.env);
if (parsed.ok) {
  const started: Started = [];
  stopOnSignal(started);
  serve(parsed.config, started).catch((error: unknown) => {
    process.stderr.write(`${describeRefusedConnection(error)}\n`);
    process.exit(1);
  });
} else {
  process.stderr.write(`${describeConfigErrors(parsed.errors)}\n`);
  process.exit(1);
}
