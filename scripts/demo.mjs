// `npm run demo`: judges two states of this repository's own history, an older one as its default branch and the newest as
// a change of it, and prints both verdicts and where to read them.
//
// With QGATE_URL and QGATE_TOKEN it uses the service that runs there; without, it starts one of its own with an empty
// database, and stops and removes it afterwards. Arguments go on to `qgate run`.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchThrowawayService } from './throwaway-service.mjs';

const root = path.dirname(import.meta.dirname);
const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-demo-'));
// Under root the service's PostgreSQL runs as another user, who has to get through to its data.
chmodSync(scratch, 0o711);
/** Number of commits in the change, if the history has that many. */
const CHANGE_COMMITS = 10;
const OPTIONS = process.argv.slice(2);

/** Nothing of a CI system that runs the demo: its branch and pull request are not those of the demo. */
const env = Object.fromEntries(
  ['PATH', 'HOME', 'USER', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'TERM', 'NO_COLOR', 'FORCE_COLOR']
    .filter((name) => process.env[name] !== undefined)
    .map((name) => [name, process.env[name]]),
);

class DemoFailure extends Error {}

let service = null;
const stopOnSignal = (signal) => {
  void cleanUp().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
};
process.once('SIGINT', stopOnSignal);
process.once('SIGTERM', stopOnSignal);

try {
  const { url, token } = await findOrStartService();
  buildIfMissing();
  const { checkout, older, newer } = cloneHistory();

  heading(`The default branch, at ${describe(checkout, older)}`);
  git(checkout, 'checkout', '--quiet', '-B', 'main', older);
  const before = runQgate(checkout, { url, token, branch: 'main', report: 'main.json' });

  heading(`A change of it, up to ${describe(checkout, newer)}`);
  git(checkout, 'checkout', '--quiet', '-B', 'feature/newer', newer);
  const after = runQgate(checkout, { url, token, branch: 'feature/newer', report: 'feature.json' });

  heading('Verdicts');
  for (const result of [before, after]) console.log(`${result.branch}: ${result.status}  ${result.url}`);
  if (service !== null) console.log('The service that was started for the demo is stopped now, and its data removed.');
} catch (error) {
  if (!(error instanceof DemoFailure)) throw error;
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
} finally {
  await cleanUp();
}

function heading(text) {
  console.log(`\n== ${text}`);
}

function git(folder, ...args) {
  const result = spawnSync('git', args, { cwd: folder, env, encoding: 'utf8' });
  if (result.status !== 0) throw new DemoFailure(`git ${args[0]} failed: ${result.stderr?.trim() ?? result.error}`);
  return result.stdout.trim();
}

function describe(folder, commit) {
  return git(folder, 'log', '-1', '--format=%h "%s"', commit);
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
  return { url: service.url, token };
}

function buildIfMissing() {
  if (existsSync(path.join(root, 'dist', 'src', 'cli', 'main.js'))) return;
  heading('Building (once)');
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const build = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (build.status !== 0) throw new DemoFailure('the build failed.');
}

/** A clone without a remote, so that its local `main` is the base of the change. */
function cloneHistory() {
  const checkout = path.join(scratch, 'quality-gate');
  git(root, 'clone', '--quiet', '--no-checkout', root, checkout);
  const newer = git(checkout, 'rev-parse', 'HEAD');
  git(checkout, 'checkout', '--quiet', '--detach', newer);
  git(checkout, 'remote', 'remove', 'origin');
  const commits = git(checkout, 'rev-list', '--first-parent', newer).split('\n');
  if (commits.length < 2) {
    throw new DemoFailure('this checkout has a single commit; the demo compares two. Clone it with its history.');
  }
  return { checkout, newer, older: commits[Math.min(CHANGE_COMMITS, commits.length - 1)] };
}

function runQgate(checkout, { url, token, branch, report }) {
  const file = path.join(scratch, report);
  const args = ['run', '--repo', 'demo/quality-gate', '--branch', branch, '--base', 'main', '--default-branch', 'main'];
  const qgate = spawnSync(
    process.execPath,
    [path.join(root, 'bin', 'qgate.js'), ...args, ...OPTIONS, '--output', 'table', '--output', `json=${file}`],
    { cwd: checkout, env: { ...env, QGATE_URL: url, QGATE_TOKEN: token }, stdio: 'inherit' },
  );
  // A failed gate is a verdict too.
  if (qgate.status !== 0 && qgate.status !== 1) throw new DemoFailure(`qgate ended with exit code ${qgate.status}.`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function cleanUp() {
  await service?.stop();
  rmSync(scratch, { recursive: true, force: true });
}
