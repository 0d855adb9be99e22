import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { isRunning } from '../is-running.js';
import { folderOfRun, kill, readState, runOf } from './hosts-of-run.js';
import type { HostState, Order, Orders } from './protocol.js';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 20;
/** A killed process needs a moment until its parent has collected it. */
const ENDS_WITHIN_MS = 5_000;
/** Services that stopped leave a little behind. A host that has grown to this, and runs none, is replaced. */
const MAX_RSS_MB = 700;
const SHOWN_LINES = 40;

/** The process of a Jest worker that starts services. It is warm from one test file to the next. */
export class WarmHost {
  private constructor(
    private readonly state: HostState,
    private readonly file: string,
  ) {}

  get pid(): number {
    return this.state.pid;
  }

  /** Answers the one of this worker. The first test file of a worker starts it, and the first after its end another one. */
  static async get(): Promise<WarmHost> {
    const file = path.join(folderOfRun(), `worker-${process.env.JEST_WORKER_ID ?? '1'}.json`);
    const state = (await readState(file)) ?? (await startHost(file));
    return new WarmHost(state, file);
  }

  /** @throws Error with the end of its log when the host has ended */
  async send<Name extends Order>(order: Name, takes: Orders[Name]['takes']): Promise<Orders[Name]['answers']> {
    const url = `http://127.0.0.1:${this.state.port}/${order}`;
    const response = await fetch(url, { method: 'POST', body: serialize(takes) }).catch(() => null);
    if (response === null) return this.fail(order);
    const answer = deserialize(Buffer.from(await response.arrayBuffer())) as Orders[Name]['answers'];
    if (response.ok) return answer;
    throw Object.assign(new Error(), answer);
  }

  /** Stops a service. */
  async stop(id: number): Promise<void> {
    const { running, rssMb } = await this.send('stop', { id });
    if (running === 0 && rssMb > MAX_RSS_MB) await this.end();
  }

  /** Waits for the end: the processor time of the host then counts for the test file that ends it, not for the next one. */
  private async end(): Promise<void> {
    await rm(this.file, { force: true });
    kill(this.state.pid);
    for (const latest = Date.now() + ENDS_WITHIN_MS; isRunning(this.state.pid) && Date.now() < latest;)
      await sleep(POLL_MS);
  }

  private async fail(order: Order): Promise<never> {
    await this.end();
    const lines = (await readFile(logOf(this.file), 'utf8')).trimEnd().split('\n').slice(-SHOWN_LINES);
    throw new Error(`The host of services ended before "${order}". The end of its log:\n${lines.join('\n')}`);
  }
}

async function startHost(file: string): Promise<HostState> {
  const log = openSync(logOf(file), 'a');
  const host = spawn(process.execPath, [path.join(folderOfRun(), 'host.js'), file, String(runOf(folderOfRun()))], {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  host.once('exit', (code, signal) => {
    // where the tests run in the process of the run itself, its folder may be gone before the host is
    if (existsSync(path.dirname(file))) appendFileSync(logOf(file), `The host ended: ${signal ?? code}.\n`);
  });
  host.unref();
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end && host.exitCode === null && host.signalCode === null) {
    const state = await readState(file);
    if (state) return state;
    await sleep(POLL_MS);
  }
  kill(host.pid);
  throw new Error(`The host of services did not start:\n${await readFile(logOf(file), 'utf8')}`);
}

const logOf = (file: string): string => file.replace(/\.json$/, '.log');
