import { Counter, type CounterConfiguration, Gauge, Histogram, Registry } from 'prom-client';
import { readBuildInfo } from '../config/build-info.js';

/** Prefix of all names but those of the process (`process_*`, `nodejs_*`), which are Prometheus' own. */
const PREFIX = 'qgate_';
/** Seconds: from a status that is cached, in half a millisecond, to the longest request. */
const REQUEST_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Seconds: from a receiver next door to the longest report to a forge. */
const OUTGOING_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Seconds: from a completion that comes with the last report to a pipeline of many jobs. */
const VERDICT_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** Reasons of a 503 before any work begins. */
export type TurnedAwayReason = 'queue_full' | 'waited_too_long' | 'upload_memory' | 'report_queue';

/** Work beside the requests: deliveries to webhooks, reports to forges, deliveries that forges sent to their hooks, and mails. */
export type OutgoingKind = 'delivery' | 'forge_report' | 'hook' | 'mail';

/** A number for each value of a label. */
export type Numbers = Readonly<Record<string, number>>;

/** A number under its labels. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Counters of the process, for Prometheus. No label names anything of a tenant: each has a few values that are known
 * beforehand.
 */
export class ServiceMetrics {
  readonly registry = new Registry();

  readonly requestDurations = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time from the head of a request to the end of its response.',
    labelNames: ['route', 'method', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: [this.registry],
  });
  readonly abortedRequests = this.counter(
    'http_requests_aborted_total',
    'Requests closed before their response was complete.',
  );
  readonly scans = this.counter('scans_total', 'Scans that entered each state.', ['state']);
  readonly verdicts = this.counter('verdicts_total', 'Evaluations of scans by status.', ['status']);
  readonly verdictDelays = new Histogram({
    name: `${PREFIX}verdict_delay_seconds`,
    help: 'Time from the last report of a scan to its first verdict.',
    buckets: VERDICT_BUCKETS,
    registers: [this.registry],
  });
  readonly turnedAway = this.counter(
    'admission_turned_away_total',
    'Requests answered with 503 before they were processed.',
    ['reason'],
  );
  readonly held = this.counter('held_total', 'Lookups of database values in the cache, by result (hit or miss).', [
    'kind',
    'result',
  ]);
  readonly rejectedReports = this.counter('reports_rejected_total', 'Uploaded reports that could not be read.', [
    'format',
    'reason',
  ]);
  readonly outgoingAttempts = this.counter('outgoing_attempts_total', 'Attempts at background work by outcome.', [
    'kind',
    'outcome',
  ]);
  readonly outgoingDurations = new Histogram({
    name: `${PREFIX}outgoing_seconds`,
    help: 'Duration of attempts at background work.',
    labelNames: ['kind'],
    buckets: OUTGOING_BUCKETS,
    registers: [this.registry],
  });
  readonly signInFailures = this.counter('sign_in_failures_total', 'Failed sign-ins with email address and password.');

  constructor() {
    const { version, commit } = readBuildInfo();
    this.gauge('build_info', 'Always 1; the labels state the version and commit of the service.', [
      'version',
      'commit',
    ]).set({ version, commit: commit ?? '' }, 1);
  }

  /** Counts the looks for a value of a kind in memory. */
  countHeld(kind: string): (result: 'hit' | 'miss') => void {
    const counters = { hit: this.held.labels(kind, 'hit'), miss: this.held.labels(kind, 'miss') };
    return (result) => counters[result].inc();
  }

  /** @param outcome a word of a fixed set */
  countAttempt(kind: OutgoingKind, outcome: string, seconds: number): void {
    this.outgoingAttempts.inc({ kind, outcome });
    this.outgoingDurations.observe({ kind }, seconds);
  }

  /** Counts a request that is answered 503 before any work on it. */
  countTurnedAway(reason: TurnedAwayReason): void {
    this.turnedAway.inc({ reason });
  }

  /** Shows a number that is read at each scrape; null and failures show nothing. */
  show(name: string, help: string, read: () => number | null | Promise<number | null>): void {
    this.showEach(name, help, [], async () => {
      const value = await read();
      return value === null ? [] : [{ labels: {}, value }];
    });
  }

  /** Shows a number for each state, read at each scrape. */
  showStates(name: string, help: string, read: () => Numbers): void {
    this.showEach(name, help, ['state'], () =>
      Object.entries(read()).map(([state, value]) => ({ labels: { state }, value })),
    );
  }

  /** Shows numbers under labels, read at each scrape; a failure shows nothing. */
  showEach(name: string, help: string, labelNames: string[], read: () => Series[] | Promise<Series[]>): void {
    this.gauge(name, help, labelNames, async (gauge) => {
      const series = await (async () => read())().catch(() => []);
      gauge.reset(); // to 0 where there are no labels
      if (labelNames.length === 0) gauge.remove();
      for (const { labels, value } of series) gauge.set(labels, value);
    });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    const options: CounterConfiguration<Label> = { name: PREFIX + name, help, labelNames, registers: [this.registry] };
    return new Counter(options);
  }

  private gauge(
    name: string,
    help: string,
    labelNames: string[],
    collect?: (gauge: Gauge) => void | Promise<void>,
  ): Gauge {
    const registers = [this.registry];
    const options = { name: PREFIX + name, help, labelNames, registers };
    return new Gauge(
      collect
        ? {
            ...options,
            collect() {
              return collect(this);
            },
          }
        : options,
    );
  }
}
