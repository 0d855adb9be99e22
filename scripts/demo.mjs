// `npm run demo`: judges a small shop, first its default branch and then a change of it, which fails for a complex function
// and for lines that no test runs, while a function that the change moves is not new. Prints both verdicts and where to
// read them.
//
// With QGATE_URL and QGATE_TOKEN it uses the service that runs there; without, it starts one of its own with an empty
// database, which runs until the demo is interrupted and is then removed. `--once` ends it at once. Other arguments go on
// to `qgate run`.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BEFORE, CHANGE } from './demo/shop.mjs';
import { launchThrowawayService } from './throwaway-service.mjs';

const root = path.dirname(import.meta.dirname);
const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-demo-'));
// Under root the service's PostgreSQL runs as another user, who has to get through to its data.
chmodSync(scratch, 0o711);
const shop = path.join(scratch, 'shop');

const OWN_OPTIONS = ['--once'];
const isOnce = process.argv.includes('--once');
const OPTIONS = process.argv.slice(2).filter((option) => !OWN_OPTIONS.includes(option));
/** The bundled ones; further ones on the PATH may take longer than all the rest. */
const ANALYZERS = OPTIONS.some((option) => option.startsWith('--analyzers')) ? [] : ['--analyzers', 'eslint,jscpd'];
/** The change brings no high finding; all other rules are the defaults. */
const POLICY = { enabled: true, block_merge_on_fail: true, policy: { new_high_max: 0 } };

/** Nothing of a CI system that runs the demo: its branch and pull request are not those of the demo. */
const env = Object.fromEntries(
  ['PATH', 'HOME', 'USER', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'TERM', 'NO_COLOR', 'FORCE_COLOR']
    .filter((name) => process.env[name] !== undefined)
    .map((name) => [name, process.env[name]]),
);

class DemoFailure extends Error {}

let service = null;
const interrupted = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      resolve();
      // Ends at the second one, whatever is under way.
      process.once(signal, () => process.exit(130));
    });
});

try {
  buildIfMissing();
  const { url, token } = await findOrStartService();

  heading('The default branch');
  git('init', '--quiet', '--initial-branch=main');
  commit(BEFORE, 'A shop with a cart');
  const before = await runQgate({ url, token, branch: 'main', report: 'main.json' });

  heading('A change: prices move to a folder of their own, refunds are new');
  git('checkout', '--quiet', '-b', 'feature/refunds');
  commit(CHANGE, 'Refunds');
  const after = await runQgate({ url, token, branch: 'feature/refunds', report: 'feature.json' });

  heading('Verdicts');
  for (const { branch, status, dashboard_url: page } of [before, after]) console.log(`${branch}: ${status}  ${page}`);
  for (const line of await explain(after, { url, token })) console.log(line);
  if (service !== null && !isOnce) await keepRunning();
} catch (error) {
  if (!(error instanceof DemoFailure)) throw error;
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
} finally {
  await service?.stop();
  rmSync(scratch, { recursive: true, force: true });
}

function heading(text) {
  console.log(`\n== ${text}`);
}

function run(command, args, what) {
  const result = spawnSync(command, args, { cwd: shop, env, encoding: 'utf8' });
  if (result.status !== 0) throw new DemoFailure(`${what} failed: ${result.stderr?.trim() || result.error}`);
  return result.stdout.trim();
}

function git(...args) {
  mkdirSync(shop, { recursive: true });
  return run('git', ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.com', ...args], `git ${args[0]}`);
}

function commit(files, message) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(shop, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
  runTests();
}

/** The shop's own tests, with coverage and results where `qgate` looks for them. */
function runTests() {
  const reports = [
    ['lcov', 'coverage/lcov.info'],
    ['junit', 'test-results/junit.xml'],
  ];
  for (const [, file] of reports) mkdirSync(path.join(shop, path.dirname(file)), { recursive: true });
  const tests = readdirSync(path.join(shop, 'test')).map((name) => path.join('test', name));
  const reporters = reports.flatMap(([name, file]) => [
    `--test-reporter=${name}`,
    `--test-reporter-destination=${file}`,
  ]);
  run(process.execPath, ['--test', '--experimental-test-coverage', ...reporters, ...tests], "the shop's tests");
}

async function findOrStartService() {
  const { QGATE_URL: url, QGATE_TOKEN: token } = process.env;
  if (url && token) return { url, token };
  if (url || token) throw new DemoFailure('set both QGATE_URL and QGATE_TOKEN, or neither to start a service.');
  return startService();
}

async function startService() {
  heading('Starting a service of its own');
  service = await launchThrowawayService({ root, scratch, env });
  const token = await service.signIn().catch((error) => {
    throw new DemoFailure(error.message);
  });
  await ask(service.url, token, 'quality/gates/config', { method: 'PUT', body: JSON.stringify(POLICY) });
  return { url: service.url, token };
}

async function ask(url, token, route, init = {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/${route}`, { ...init, headers });
  if (!response.ok) throw new DemoFailure(`${route} was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function buildIfMissing() {
  if (existsSync(path.join(root, 'dist', 'src', 'cli', 'main.js'))) return;
  heading('Building (once)');
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const build = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (build.status !== 0) throw new DemoFailure('the build failed.');
}

async function runQgate({ url, token, branch, report }) {
  const file = path.join(scratch, report);
  const identity = ['--repo', 'demo/shop', '--branch', branch, '--base', 'main', '--default-branch', 'main'];
  const args = ['run', ...identity, '--coverage-exclude', 'test/**', ...ANALYZERS, ...OPTIONS];
  // Not waited for by spawnSync: connections of this process that the service closes meanwhile have to be seen.
  const qgate = spawn(
    process.execPath,
    [path.join(root, 'bin', 'qgate.js'), ...args, '--output', 'table', '--output', `json=${file}`],
    { cwd: shop, env: { ...env, QGATE_URL: url, QGATE_TOKEN: token }, stdio: 'inherit' },
  );
  const [code] = await once(qgate, 'exit');
  // A failed gate is a verdict too.
  if (code !== 0 && code !== 1) throw new DemoFailure(`qgate ended with exit code ${code}.`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Sentences on the verdict of the change, from what the service has. */
async function explain({ scan_id: scanId, violations, uncovered }, { url, token }) {
  const { findings } = await ask(url, token, `scans/${scanId}/findings?is_new=false`);
  const moved = findings.filter(({ file_path: file }) => !Object.hasOwn(BEFORE, file));
  return [
    ...violations.map(
      ({ rule, actual, threshold }) => `It breaks ${rule}: ${actual}, and the threshold is ${threshold}.`,
    ),
    ...moved.map(({ file_path: file, rule_id: rule }) => `Moved to ${file} and therefore not new: ${rule}`),
    ...(uncovered ?? []).map(({ file_path: file, ranges }) => `No test runs ${ranges.length} places of ${file}.`),
  ];
}

async function keepRunning() {
  const { url, email, password } = service;
  console.log(`\nThe service runs on: ${url}, sign in as ${email} with the password ${password}`);
  console.log('Interrupt the demo (Ctrl+C) to stop it and to remove its data.');
  await interrupted;
}
