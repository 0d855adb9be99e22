import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

/** The npm scripts that are started here, with arguments that keep them short. */
const STARTED: Readonly<Record<string, readonly string[]>> = {
  'adr:check': [],
  'bench:cli': ['1'],
  'bench:coverage': ['1'],
  'bench:coverage:service': ['1'],
  'bench:fairness': ['--seconds', '1', '--only', 'metrics'],
  'bench:findings': ['1'],
  'bench:get': ['--rounds', '1', '--seconds', '1'],
  'bench:history': ['1'],
  'bench:overload': ['--seconds', '1', '--connections', '20', '--uploads', '2', '--megabytes', '1'],
  'bench:pages': ['1'],
  'bench:reach': ['--json'],
  'bench:scan': ['1'],
  'bench:startup': ['1'],
  'bench:status': ['--rounds', '1', '--seconds', '1'],
  'bench:storage': [],
  demo: ['--once'],
  screenshots: ['--out', path.join(ROOT, 'test-results/screenshots'), '--scans', '1', 'overview'],
  chaos: ['--cycles', '1', '--disturbances', '1', '--only', 'chaos/network'],
  fuzz: ['--requests', '50', '--sequences', '2', '--histories', '2', '--processes', '1', '--only', 'fuzz/model'],
  'fuzz:coverage': ['200', '1'],
  // No change has this number: the service starts, and nothing is fetched.
  verdicts: ['0'],
};

/** Commands that something else runs: a file, and the words by which it does. */
const RUN_BY: Readonly<Record<string, readonly [file: string, words: string]>> = {
  adr: ['scripts/adr/records.spec.ts', 'renderIndex'],
  authorization: ['test/security/authorization.spec.ts', 'UPDATE_DOCS'],
  boundaries: ['package.json', 'npm run boundaries'],
  build: ['.ci/run', 'run --silent build'],
  check: ['.ci/run', 'run --silent check'],
  drill: ['test/drills/high-availability.spec.ts', 'DRILL_ROUNDS'],
  corpus: ['.ci/run', 'run --silent corpus'],
  distribute: ['test/service/connections.spec.ts', 'is refused by npm run distribute'],
  migrate: ['test/service/connections.spec.ts', 'is prepared by npm run migrate'],
  openapi: ['scripts/openapi.mjs', 'write'],
  'openapi:check': ['.ci/run', 'run --silent openapi:check'],
  'pack:qgate': ['test/support/built-package.ts', 'pack-qgate'],
  prose: ['scripts/prose/prose.spec.ts', 'prose'],
  start: ['test/service/npm-start.spec.ts', 'scripts.start'],
  test: ['.ci/run', 'npm test'],
  'test:cluster': ['test/support/shared-cluster.spec.ts', 'startSharedCluster'],
  'test:integration': ['.ci/run', '--selectProjects=integration'],
  'test:node': ['.ci/run', 'run --silent test:node'],
  'test:security': ['test/security/documentation.spec.ts', 'test:security'],
  'test:unit': ['.ci/run', '--selectProjects=unit'],
  'tracking:check': ['.ci/run', 'run --silent tracking:check'],
  types: ['package.json', 'npm run types'],
};

/** Commands that no test can run, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  mutation: 'takes 20 minutes',
  'test:citus': 'needs a cluster of Citus',
  sbom: 'fetches a package from the registry',
  'test:random': 'is npm test with another seed',
  'test:watch': 'waits for keys',
};

/** Words of what a command shows. */
const PRINTED: Readonly<Record<string, readonly RegExp[]>> = {
  demo: [
    /^main: passed {2}http/m,
    /^feature\/refunds: failed {2}http/m,
    /^It breaks new_high_max: 1,/m,
    /^It breaks new_coverage_min: /m,
    /^Moved to src\/pricing\/rules\.js and therefore not new: /m,
    /^No test runs \d+ places of src\/refund\.js\.$/m,
  ],
};

const SHORT = { ...process.env, BENCH_SCALE: '0.01', NODE_ENV: undefined, JEST_WORKER_ID: undefined };

/** Ten times what the longest takes on an idle machine. */
const TIMEOUT_MS = 480_000;

/** The npm scripts that the documents name, each with the first page that does. */
function documentedScripts(): Map<string, string> {
  const pages = [
    ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
    ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join('docs', name)),
  ];
  const found = new Map<string, string>();
  for (const page of pages)
    for (const [, run, short] of read(page).matchAll(/\bnpm (?:run (?:--silent )?([a-z][\w:-]*)|(test|start)\b)/g)) {
      const name = (run ?? short)!;
      if (!found.has(name)) found.set(name, page);
    }
  return found;
}

/** Runs an npm script with all that it starts in a group of its own, so that nothing outlives the test. */
async function runScript(name: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn('npm', ['run', '--silent', name, '--', ...args], {
    cwd: ROOT,
    env: SHORT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), TIMEOUT_MS - 5_000);
  await once(child, 'close');
  clearTimeout(timer);
  return { code: child.exitCode, output };
}

describe('the commands that documents name', () => {
  const documented = documentedScripts();

  it('exist, and each is run by a test or by CI', () => {
    expect([...documented.keys()].filter((name) => !(name in scripts))).toEqual([]);
    const known = new Set([STARTED, RUN_BY, NOT_RUN].flatMap((commands) => Object.keys(commands)));
    expect([...documented].filter(([name]) => !known.has(name))).toEqual([]);
    for (const [file, words] of Object.values(RUN_BY)) expect(read(file)).toContain(words);
  });

  for (const [name, args] of Object.entries(STARTED)) {
    it.concurrent(
      `npm run ${name} runs`,
      async () => {
        const { code, output } = await runScript(name, args);
        expect(code === 0 ? '' : output).toBe('');
        expect(output.trim()).not.toBe('');
        for (const part of PRINTED[name] ?? []) expect(output).toMatch(part);
      },
      TIMEOUT_MS,
    );
  }
});
