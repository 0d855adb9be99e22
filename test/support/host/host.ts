import 'reflect-metadata';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { deserialize, serialize } from 'node:v8';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { destination } from 'pino';
import { createApplication } from '../../../src/application.js';
import { FirstStart } from '../../../src/modules/show/first-start/first-start.js';
import { parseConfig } from '../../../src/platform/config/parse-config.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { isRunning } from '../is-running.js';
import { listRoutes } from '../list-routes.js';
import { MovableClock } from '../movable-clock.js';
import { callProvider } from './call-provider.js';
import type { HostedService, Order, Orders } from './protocol.js';

// A process that has the service's code loaded and warm, and starts services of it at the order of test files.
// Usage: node host.js FILE RUN, the file to write its state to and the process whose end ends it.

interface Running {
  readonly app: NestExpressApplication;
  readonly clock: MovableClock;
}

const REPORT_WORKER = path.join(import.meta.dirname, 'report-worker.js');
const LOOK_MS = 1_000;

const services = new Map<number, Running>();
let lastId = 0;

const orders: { readonly [Name in Order]: (takes: Orders[Name]['takes']) => Promise<Orders[Name]['answers']> } = {
  start: async (wanted) => {
    const service = await start(wanted);
    services.set((lastId += 1), service);
    return { id: lastId, url: await service.app.getUrl() };
  },
  stop: async ({ id }) => {
    const { app, clock } = running(id);
    services.delete(id);
    await app.close();
    clock.close();
    return { running: services.size, rssMb: process.memoryUsage.rss() / 2 ** 20 };
  },
  call: async ({ id, ...called }) => ({ value: await callProvider(running(id).app, called) }),
  routes: ({ id }) => Promise.resolve({ routes: listRoutes(running(id).app) }),
};

async function start({
  environment,
  database,
  clock: file,
  log,
  reportWorker,
  ...parts
}: HostedService): Promise<Running> {
  const parsed = parseConfig(environment);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const clock = new MovableClock(file);
  const app = await createApplication({
    ...parts,
    config: parsed.config,
    database,
    logger: createLogger(parsed.config.logging.level, destination({ dest: log, sync: true })),
    clock,
    reportWorker: { entry: REPORT_WORKER, ...reportWorker },
  });
  await app.get(FirstStart).run();
  await app.listen(0, '127.0.0.1');
  return { app, clock };
}

function running(id: number): Running {
  const service = services.get(id);
  if (!service) throw new Error(`The service ${id} does not run.`);
  return service;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const server = createServer((request, response) => {
  // A connection that is kept would keep its worker from ending.
  response.setHeader('connection', 'close');
  void (async () => {
    const name = request.url!.slice(1) as Order;
    const takes = deserialize(await readBody(request)) as never;
    try {
      response.end(serialize(await orders[name](takes)));
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
      response.writeHead(500).end(serialize({ message, stack }));
    }
  })();
});

const [file, run] = process.argv.slice(2) as [string, string];
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  writeFileSync(`${file}.draft`, JSON.stringify({ pid: process.pid, port }));
  renameSync(`${file}.draft`, file);
});
setInterval(() => {
  if (!isRunning(Number(run))) process.exit();
}, LOOK_MS).unref();
