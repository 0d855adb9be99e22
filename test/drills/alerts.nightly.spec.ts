import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import { missingPrograms } from '../support/shell.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from './support/program.js';

const DEPLOY = path.join(__dirname, '../../deploy/prometheus');
const read = (file: string) => readFileSync(path.join(DEPLOY, file), 'utf8');
const TOKEN = 'metrics-of-the-drill-0123456789';
/** Time of the rules in that of the drill: five minutes are 1.25 s, six hours 90 s. */
const FASTER = 240;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3_600e3, d: 86_400e3 };
/** Causes of each alert: series of an instance, with their values after a number of seconds. */
const AILMENTS: Readonly<Record<string, Readonly<Record<string, (seconds: number) => number>>>> = {
  QualityGateErrors: {
    'qgate_http_request_duration_seconds_count{route="/api/scans",method="POST",status="500"}': (s) => 50 * s,
  },
  QualityGateSlow: {
    'qgate_http_request_duration_seconds_bucket{le="10",route="/api/scans",method="GET",status="200"}': () => 0,
    'qgate_http_request_duration_seconds_bucket{le="30",route="/api/scans",method="GET",status="200"}': (s) => 90 * s,
    'qgate_http_request_duration_seconds_bucket{le="+Inf",route="/api/scans",method="GET",status="200"}': (s) => 90 * s,
  },
  QualityGateWritesSlow: {
    'qgate_http_request_duration_seconds_bucket{le="10",route="/api/scans/:id/complete",method="POST",status="200"}':
      () => 0,
    'qgate_http_request_duration_seconds_bucket{le="30",route="/api/scans/:id/complete",method="POST",status="200"}': (
      s,
    ) => 90 * s,
    'qgate_http_request_duration_seconds_bucket{le="+Inf",route="/api/scans/:id/complete",method="POST",status="200"}':
      (s) => 90 * s,
  },
  QualityGateTurnsAway: { 'qgate_admission_turned_away_total{reason="queue_full"}': (s) => 5 * s },
  QualityGateVerdictsLate: {
    'qgate_verdict_delay_seconds_bucket{le="900"}': () => 0,
    'qgate_verdict_delay_seconds_bucket{le="3600"}': (s) => 5 * s,
    'qgate_verdict_delay_seconds_bucket{le="+Inf"}': (s) => 5 * s,
  },
  QualityGateScansTimeOut: {
    'qgate_scans_total{state="timed_out"}': (s) => 20 * s,
    'qgate_scans_total{state="pending"}': (s) => 20 * s,
  },
  QualityGateReportsRejected: {
    'qgate_reports_rejected_total{format="sarif",reason="malformed"}': (s) => 20 * s,
  },
  QualityGateReportQueue: { qgate_report_queue: () => 9 },
  QualityGateOutgoingLate: { 'qgate_outgoing_queue{kind="delivery",state="due"}': () => 501 },
  QualityGateChangeFeedDown: { qgate_change_feed_age_seconds: () => 31 },
  QualityGateRedisDown: { qgate_redis_up: () => 0 },
  QualityGateDatabaseBusy: { 'qgate_database_connections{state="waiting"}': () => 6 },
  QualityGateDatabaseGrows: { qgate_database_size_bytes: (s) => 11e9 + 1e9 * s },
  QualityGateSignInFailures: { qgate_sign_in_failures_total: (s) => 20 * s },
};

const missing = missingPrograms('prometheus');

jest.setTimeout(600_000);

(missing.length > 0 ? describe.skip : describe)('the alerts of deploy/prometheus (needs prometheus)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'qgate-alerts-'));
  const instances: Server[] = [];
  let service: TestApp;
  let prometheus: ChildProcess;
  let url: string;
  /** Series of a healthy instance. */
  let healthy = '';

  beforeAll(async () => {
    service = await startTestApp({ METRICS_TOKEN: TOKEN });
    for (const isOlder of [false, true]) instances.push(await anInstance(isOlder));
    url = `http://127.0.0.1:${await findFreePort()}`;
    writeFileSync(path.join(folder, 'token'), TOKEN);
    writeFileSync(path.join(folder, 'rules.yml'), hasten(read('rules.yml')));
    writeFileSync(path.join(folder, 'prometheus.yml'), scrapeConfiguration());
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=${new URL(url).host}`,
      ],
      { stdio: 'ignore' },
    );
  });
  afterAll(async () => {
    prometheus.kill();
    await once(prometheus, 'exit');
    for (const instance of instances) instance.close();
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  /** The service's own metrics as they are scraped, with those that are ill; the older one says another version. */
  async function anInstance(isOlder: boolean): Promise<Server> {
    const begun = Date.now();
    const server = createServer((request, response) => {
      void (async () => {
        const answer = await fetch(`${service.url}/metrics`, {
          headers: { authorization: request.headers.authorization ?? '' },
        });
        const text = await answer.text();
        if (answer.ok) healthy = text;
        const ill = Object.assign({}, ...Object.values(AILMENTS)) as (typeof AILMENTS)[string];
        const isReplaced = (line: string) => Object.keys(ill).some((series) => line.startsWith(`${series} `));
        const lines = text.split('\n').filter((line) => !isReplaced(line));
        const added = Object.entries(ill).map(([series, at]) => `${series} ${at((Date.now() - begun) / 1_000)}\n`);
        const shown = `${lines.join('\n')}\n${added.join('')}`;
        response.writeHead(answer.status, { 'content-type': 'text/plain; version=0.0.4' });
        response.end(isOlder ? shown.replace(/(qgate_build_info\{version=")[^"]*/, '$10.9.0') : shown);
      })().catch(() => response.destroy());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  /** The shipped configuration with the addresses and the token of the drill, and its pace. */
  function scrapeConfiguration(): string {
    const targets = instances.map((instance) => `127.0.0.1:${(instance.address() as AddressInfo).port}`);
    return read('prometheus.yml')
      .replaceAll(/(scrape|evaluation)_interval: 15s/g, '$1_interval: 250ms')
      .replace(/credentials_file: [^ }]+/, `credentials_file: ${folder}/token`)
      .replace(/targets: \[.*\]/, `targets: [${targets.join(', ')}]`);
  }

  const hasten = (rules: string): string =>
    rules.replaceAll(
      /(\[|for: )(\d+)([smhd])/g,
      (_, before: string, count: string, unit: string) =>
        `${before}${Math.round((Number(count) * UNIT_MS[unit]!) / FASTER)}ms`,
    );

  async function firing(): Promise<Set<string>> {
    const { data } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as {
      data: { alerts: { state: string; labels: { alertname: string } }[] };
    };
    return new Set(data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname));
  }

  const fires = (alert: string, fired: Set<string>) =>
    until(
      `${alert} fires`,
      async () => {
        for (const name of await firing()) fired.add(name);
        return fired.has(alert);
      },
      240_000,
    );

  it('each fire, scraped by the shipped configuration', async () => {
    const fired = new Set<string>();
    for (const alert of [...Object.keys(AILMENTS), 'QualityGateVersionsDiffer']) await fires(alert, fired);
    for (const [alert, ill] of Object.entries(AILMENTS))
      for (const series of Object.keys(ill))
        expect([alert, healthy]).toEqual([
          alert,
          expect.stringContaining(`# TYPE ${series.replace(/(_count|_bucket)?(\{.*)?$/, '')} `),
        ]);
    // Nothing was scraped at first.
    fired.delete('QualityGateAbsent');
    const now = await firing();
    expect([now.has('QualityGateDown'), now.has('QualityGateAbsent')]).toEqual([false, false]);
    for (const [index, alert] of ['QualityGateDown', 'QualityGateAbsent'].entries()) {
      instances[1 - index]!.close();
      instances[1 - index]!.closeAllConnections();
      await fires(alert, fired);
    }
    const all = Array.from(read('rules.yml').matchAll(/- alert: (\w+)/g), ([, name]) => name!);
    expect([...fired].sort()).toEqual(all.sort());
  });
});
