import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import { CONFIG_VARIABLES } from '../../src/platform/config/config-variables.js';
import { haproxyFile } from '../drills/support/ha-files.js';
import { until } from '../support/wait-until.js';

const ROOT = path.join(__dirname, '../..');
const DEPLOY = path.join(ROOT, 'deploy');
const read = (file: string) => readFileSync(path.join(DEPLOY, file), 'utf8');
const isInstalled = (program: string) => spawnSync(program, ['--version']).error === undefined;
/** Skipped where the program is not installed; the test command names skipped tests. */
const itWith = (program: string) => (isInstalled(program) ? it : it.skip);

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: DEPLOY, encoding: 'utf8' });
  if (error) throw error;
  expect([program, status, status === 0 ? '' : stdout + stderr]).toEqual([program, 0, '']);
  return stdout + stderr;
}

/** Names of variables of the service that may stand in its environment. */
const VARIABLES = new Set([
  ...Object.keys(CONFIG_VARIABLES),
  ...Object.entries(CONFIG_VARIABLES).flatMap(([name, { isSecret }]) => (isSecret ? [`${name}_FILE`] : [])),
]);

describe('the files of a deployment', () => {
  it('are those that operators expect', () => {
    for (const file of [
      ...['ha/patroni.yml', 'ha/haproxy.cfg', 'ha/pgbouncer.ini', 'ha/redis.conf'],
      ...['kubernetes/base/kustomization.yaml', 'kubernetes/overlays/small/kustomization.yaml'],
      ...['kubernetes/overlays/ha/kustomization.yaml', 'systemd/quality-gate.service'],
      ...['prometheus/rules.yml', 'prometheus/rules.test.yml', 'prometheus/prometheus.yml'],
      ...['prometheus/operator/podmonitor.yaml', 'grafana/quality-gate.json'],
    ])
      expect([file, existsSync(path.join(DEPLOY, file))]).toEqual([file, true]);
  });
});

describe('the images', () => {
  const dockerfile = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8');
  const services = (
    parse(readFileSync(path.join(ROOT, 'compose.yaml'), 'utf8')) as {
      services: Record<string, { image?: string; build?: { args: Record<string, string> }; ports?: string[] }>;
    }
  ).services;

  it('are pinned by digest: the image builds on one base, and compose starts with no other than those pinned', () => {
    const bases = Array.from(dockerfile.matchAll(/^FROM (\S+)/gm), ([, base]) => base);
    expect(new Set(bases)).toEqual(new Set(['${NODE_IMAGE}']));
    expect(dockerfile).not.toMatch(/^# syntax=/m);
    expect(services['quality-gate']!.build!.args.NODE_IMAGE).toMatch(/^\$\{NODE_IMAGE:\?/);
    expect(services.postgres!.image).toMatch(/^\$\{POSTGRES_IMAGE:\?/);
  });

  it('get their digests from the registry by deploy/pin-images.sh', () => {
    const bin = mkdtempSync(path.join(tmpdir(), 'quality-gate-pin-'));
    const digest = `sha256:${'0f'.repeat(32)}`;
    writeFileSync(path.join(bin, 'docker'), `#!/bin/sh\necho ${digest}\n`, { mode: 0o755 });
    const done = spawnSync('sh', [path.join(DEPLOY, 'pin-images.sh')], {
      env: { PATH: `${bin}:${process.env.PATH}` },
      encoding: 'utf8',
    });
    rmSync(bin, { recursive: true });
    const base = /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile)![1];
    expect(done.stdout).toBe(`NODE_IMAGE=${base}@${digest}\nPOSTGRES_IMAGE=postgres:17@${digest}\n`);
  });

  it('are reached from their machine alone, where nothing else is said', () => {
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) expect(port).toMatch(/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:/);
  });
});

describe('the alerts', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly labels: { readonly severity: string };
    readonly annotations: { readonly summary: string; readonly runbook: string };
  }
  const rules = (parse(read('prometheus/rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    (group) => group.rules,
  );
  const operations = readFileSync(path.join(ROOT, 'docs/operations.md'), 'utf8');

  it('each have their part of docs/operations.md, and a test', () => {
    const headings = Array.from(operations.matchAll(/^### (QualityGate\w+)$/gm), ([, name]) => name);
    expect(headings.sort()).toEqual(rules.map(({ alert }) => alert).sort());
    const tests = read('prometheus/rules.test.yml');
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(tests).toContain(`alertname: ${alert}`);
    }
  });

  it('depend on no name of a job', () => {
    for (const { alert, expr } of rules) expect([alert, expr]).toEqual([alert, expect.not.stringMatching(/job\s*=/)]);
    const expressions = rules.map(({ expr }) => expr);
    expect(expressions).toContain('up == 0 and on (job, instance) count_over_time(qgate_build_info[1h]) > 0');
    expect(expressions).toContain('absent(qgate_build_info)');
  });

  it('come with scrape configurations, for plain Prometheus and for its operator', () => {
    const { rule_files, scrape_configs } = parse(read('prometheus/prometheus.yml'));
    expect([rule_files, scrape_configs]).toEqual([
      ['rules.yml'],
      [expect.objectContaining({ metrics_path: '/metrics' })],
    ]);
    const { spec } = parse(read('prometheus/operator/podmonitor.yaml'));
    const base = read('kubernetes/base/kustomization.yaml') + read('kubernetes/base/deployment.yaml');
    for (const [name, value] of Object.entries(spec.selector.matchLabels))
      expect(base).toContain(`${name}: ${String(value)}`);
    for (const { port, path: metrics } of spec.podMetricsEndpoints) {
      expect(base).toContain(`name: ${port}, containerPort`);
      expect(metrics).toBe('/metrics');
    }
  });

  itWith('promtool')('pass their tests (needs promtool)', () => {
    run('promtool', 'check', 'rules', 'prometheus/rules.yml');
    run('promtool', 'test', 'rules', 'prometheus/rules.test.yml');
    run('promtool', 'check', 'config', '--syntax-only', 'prometheus/prometheus.yml');
  });
});

describe('the dashboard of Grafana', () => {
  it('has a query in each panel, and no panel on another', () => {
    const { panels } = JSON.parse(read('grafana/quality-gate.json')) as {
      panels: { title: string; gridPos: { x: number; y: number; w: number; h: number }; targets: { expr: string }[] }[];
    };
    const cells = panels.flatMap(({ gridPos: { x, y } }) => `${x},${y}`);
    expect(new Set(cells).size).toBe(cells.length);
    for (const { title, targets } of panels)
      for (const { expr } of targets) {
        expect([title, count(expr, '(') - count(expr, ')'), count(expr, '{') - count(expr, '}')]).toEqual([
          title,
          0,
          0,
        ]);
        expect(expr).toContain('job=~"$job"');
      }
  });

  const count = (text: string, sign: string) => text.split(sign).length - 1;
});

describe('the unit of systemd', () => {
  const unit = read('systemd/quality-gate.service');

  it('sets variables that exist', () => {
    const set = Array.from(unit.matchAll(/^Environment=(\w+)=/gm), ([, name]) => name!);
    expect(set.filter((name) => name !== 'NODE_ENV' && !VARIABLES.has(name))).toEqual([]);
    expect(unit).not.toMatch(/^Environment=\w*(PASSWORD|KEY|_URL)=/m);
  });

  itWith('systemd-analyze')('is understood by systemd (needs systemd-analyze)', () => {
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', 'systemd/quality-gate.service'], {
      cwd: DEPLOY,
      encoding: 'utf8',
    });
    const faults = (stdout + stderr).split('\n').filter((line) => /quality-gate\.service:\d+: /.test(line));
    expect(faults).toEqual([]);
  });
});

describe('the files of high availability', () => {
  it('fit together', () => {
    expect(read('ha/pgbouncer.ini')).toMatch(/^pool_mode = transaction$/m);
    expect(Number(/^max_prepared_statements = (\d+)$/m.exec(read('ha/pgbouncer.ini'))![1])).toBeGreaterThan(0);
    const patroni = parse(read('ha/patroni.yml')) as {
      restapi: { listen: string };
      bootstrap: { dcs: { synchronous_mode: boolean; ttl: number; loop_wait: number; retry_timeout: number } };
    };
    const { synchronous_mode: isSynchronous, ttl, loop_wait, retry_timeout } = patroni.bootstrap.dcs;
    expect(isSynchronous).toBe(true);
    // Patroni refuses a lease that ends while it is being renewed.
    expect(ttl).toBeGreaterThanOrEqual(loop_wait + 2 * retry_timeout);
    const checked = /default-server .* port (\d+) check/.exec(read('ha/haproxy.cfg'))![1];
    expect(patroni.restapi.listen.split(':')[1]).toBe(checked);
    expect(JSON.stringify(patroni)).not.toMatch(/"password"/);
  });

  itWith('haproxy')('are understood by HAProxy (needs haproxy)', () => {
    // Names of others cannot be looked up here.
    const output = spawnSync('haproxy', ['-c', '-f', 'ha/haproxy.cfg'], { cwd: DEPLOY, encoding: 'utf8' });
    const unresolved = /could not resolve address|Failed to initialize server/;
    const faults = output.stderr.split('\n').filter((line) => line.includes('ALERT') && !unresolved.test(line));
    expect(faults).toEqual([]);
  });
});

describe('HAProxy in front of instances', () => {
  itWith('haproxy')('answers a problem document until one of them is ready (needs haproxy)', async () => {
    const [http, primary, first, second] = (await Promise.all([1, 2, 3, 4].map(() => findFreePort()))) as [
      number,
      number,
      number,
      number,
    ];
    const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-haproxy-'));
    const nodes = ['db1', 'db2'].map((name) => ({ name, port: primary, restPort: primary, folder }));
    writeFileSync(path.join(folder, 'haproxy.cfg'), haproxyFile({ http, primary }, [first, second], nodes));
    const proxy = spawn('haproxy', ['-db', '-f', 'haproxy.cfg'], { cwd: folder, stdio: 'ignore' });
    const instance = createServer((_request, response) => void response.end('ready'));
    const get = () => fetch(`http://127.0.0.1:${http}/api/org`).catch(() => null);
    try {
      const refused = await until(get, (answer) => answer?.status === 503);
      expect([refused!.headers.get('content-type'), refused!.headers.get('retry-after')]).toEqual([
        'application/problem+json',
        '2',
      ]);
      expect(await refused!.json()).toEqual({
        ...{ type: '/api/docs/errors#no_instance_ready', title: expect.any(String), status: 503 },
        ...{ detail: expect.any(String), code: 'no_instance_ready' },
      });
      await new Promise<void>((resolve) => instance.listen(second, '127.0.0.1', resolve));
      await until(get, (answer) => answer?.status === 200);
    } finally {
      proxy.kill();
      await once(proxy, 'exit');
      instance.closeAllConnections();
      instance.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the files of Kubernetes', () => {
  const KUBERNETES = path.join(DEPLOY, 'kubernetes');
  interface Resource {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec?: unknown;
    readonly data?: Readonly<Record<string, string>>;
  }
  const yamlOf = (file: string) =>
    parseAllDocuments(readFileSync(path.join(KUBERNETES, file), 'utf8')).map((document) => {
      expect([file, document.errors]).toEqual([file, []]);
      return document.toJS() as Resource;
    });
  const kustomizationOf = (folder: string) =>
    parse(readFileSync(path.join(KUBERNETES, folder, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
      patches?: { path: string }[];
      images?: { digest: string }[];
    };
  const base = kustomizationOf('base').resources.flatMap((file) => yamlOf(`base/${file}`));
  const deployment = base.find(({ kind }) => kind === 'Deployment')!;

  it.each(['base', 'overlays/small', 'overlays/ha'])('%s: names each file of its folder', (folder) => {
    const { resources, patches = [] } = kustomizationOf(folder);
    const named = [...resources, ...patches.map((patch) => patch.path)].filter((name) => !name.startsWith('..'));
    const there = readdirSync(path.join(KUBERNETES, folder)).filter((name) => name !== 'kustomization.yaml');
    expect(named.sort()).toEqual(there.sort());
  });

  it('follow the schemas of Kubernetes', async () => {
    const added = yamlOf('overlays/ha/poddisruptionbudget.yaml');
    const patched = ['small', 'ha'].map((overlay) =>
      merge(deployment, yamlOf(`overlays/${overlay}/deployment.yaml`)[0]),
    );
    for (const resource of [...base, ...added, ...(patched as Resource[])]) {
      const { apiVersion, kind } = resource;
      const models = (await import(`kubernetes-models/${apiVersion}/${kind}`)) as Record<
        string,
        new (value: unknown) => { validate(): void }
      >;
      expect(() => new models[kind]!(resource).validate()).not.toThrow();
    }
  });

  it('run with no right that the service does not need', () => {
    for (const { kind, spec } of base.filter((each) => ['Deployment', 'Job'].includes(each.kind))) {
      const pod = (spec as any).template.spec;
      expect([kind, pod.automountServiceAccountToken, pod.securityContext]).toEqual([
        kind,
        false,
        expect.objectContaining({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }),
      ]);
      for (const { securityContext } of pod.containers)
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });

  it('set variables that exist, secrets by file alone', () => {
    const { data = {} } = base.find(({ kind }) => kind === 'ConfigMap')!;
    const set = base
      .filter(({ kind }) => ['Deployment', 'Job'].includes(kind))
      .flatMap(({ spec }) => (spec as any).template.spec.containers[0].env.map(({ name }: { name: string }) => name));
    for (const name of [...Object.keys(data), ...set]) expect([name, VARIABLES.has(name)]).toEqual([name, true]);
    for (const name of set) expect(name).toMatch(/_FILE$/);
  });

  it('stop an instance after its last request', () => {
    const { data = {} } = base.find(({ kind }) => kind === 'ConfigMap')!;
    const grace = (deployment.spec as any).template.spec.terminationGracePeriodSeconds as number;
    expect(grace * 1000).toBeGreaterThan(Number(data.SHUTDOWN_DELAY_MS) + 14_000);
  });

  it('let in the ingress controller alone, and trust the headers of its addresses alone', () => {
    const policy = base.find(({ kind }) => kind === 'NetworkPolicy')!.spec as any;
    expect(policy.ingress.map(({ from, ports }: any) => [ports[0].port, from])).toEqual(
      [
        ['http', 'ingress-nginx'],
        ['metrics', 'monitoring'],
      ].map(([port, name]) => [
        port,
        [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }],
      ]),
    );
    const { data = {} } = base.find(({ kind }) => kind === 'ConfigMap')!;
    // A number would trust whatever connects.
    expect(data.TRUST_PROXY).toMatch(/^[\d.]+\/\d+$/);
  });

  it('name the image by its digest', () => {
    for (const overlay of ['overlays/small', 'overlays/ha'])
      for (const image of kustomizationOf(overlay).images!) {
        expect(Object.keys(image)).toEqual(['name', 'newName', 'digest']);
        expect(image.digest).toMatch(/^sha256:/);
      }
  });

  itWith('kustomize')('are built by kustomize (needs kustomize)', () => {
    for (const overlay of ['small', 'ha']) run('kustomize', 'build', `kubernetes/overlays/${overlay}`);
  });
});

/** A strategic merge as far as the overlays need it: lists of named things by their names, `$patch: delete`. */
function merge(value: unknown, patch: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(patch) && patch.every((each) => 'name' in each)) {
    const patches = new Map(patch.map((each) => [each.name, each]));
    const kept = value.filter(({ name }) => patches.get(name)?.$patch !== 'delete');
    return kept.map((each) => (patches.has(each.name) ? merge(each, patches.get(each.name)) : each));
  }
  if (!isObject(value) || !isObject(patch)) return patch;
  return Object.fromEntries(
    [...new Set([...Object.keys(value), ...Object.keys(patch)])].map((key) => [
      key,
      key in patch ? merge(value[key], patch[key]) : value[key],
    ]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
