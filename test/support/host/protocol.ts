import type { DatabaseConnection } from '../../../src/platform/database/connection.js';
import type { WorkerPoolOptions } from '../../../src/platform/workers/worker-pool.js';

/** Address of a host, which it writes once it listens. */
export interface HostState {
  readonly pid: number;
  /** The control port. */
  readonly port: number;
}

/** A service for a host to start. */
export interface HostedService {
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly database: DatabaseConnection;
  /** The file of its `MovableClock`. */
  readonly clock: string;
  /** The file that takes its log. */
  readonly log: string;
  readonly isCacheOff: boolean;
  readonly poolSize: number;
  readonly reportWorker: Partial<WorkerPoolOptions>;
}

/** Orders of the control port, each with what it takes and answers, serialized by V8. */
export interface Orders {
  start: { takes: HostedService; answers: { id: number; url: string } };
  stop: { takes: { id: number }; answers: { running: number; rssMb: number } };
  /** Calls a method of a provider of a service, or reads a property. */
  call: {
    takes: { id: number; provider: string; member: string; values: readonly unknown[] };
    answers: { value: unknown };
  };
  /** Lists the routes of a service, as `GET /api/scans/:id`. */
  routes: { takes: { id: number }; answers: { routes: readonly string[] } };
}

export type Order = keyof Orders;
