// `node scripts/public-changes.mjs CLONE...`: the newest 25 merged pull requests of each clone, as `qgate` reads them and a service of its own judges them, as lines of JSON:
// directives that are added, settings that are loosened, assertions that fell. They are for judging by hand (docs/integrity.md). Needs the built service (npm run build).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toChangesBody } from '../dist/src/cli/api/changed-file-json.js';
import { openCheckout } from '../dist/src/cli/git/git.js';
import { listTrackedFiles } from '../dist/src/cli/git/tracked-files.js';
import { findChangedLines } from '../dist/src/cli/run/find-change.js';
import { findWeakening } from '../dist/src/cli/run/find-weakening.js';
import { reportDirectives } from '../dist/src/cli/suppressions/directive-report.js';
import { startService } from './support/running-service.mjs';

const OF_EACH = 25;
/** Commits of people that merge a pull request; those that touch documents alone are left out. */
const MERGED = /\(#\d+\)|^Merge pull request #\d+/;
const BOTS = /\[bot\]|dependabot|renovate/i;
const DOCUMENTS =
  /\.(?:md|rst|txt|adoc|png|svg|webp|lock)$|(?<!^\.github\/.*)\.ya?ml$|(?<!(?:^|\/)(?:tsconfig|package)[^/]*)\.json$|^docs\/|LICENSE|^changelog\//i;
/** Words of git where a partial clone lacks an object. */
const ABSENT = /unable to read/;
const env = {
  PATH: process.env.PATH,
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};
const progress = {
  note: () => undefined,
  detail: () => undefined,
  step: (_, work) => work({ say: () => undefined }),
};
const NO_SECRETS = { lines: new Map(), texts: [] };

const service = await startService();
try {
  for (const clone of process.argv.slice(2)) await judgeClone(path.resolve(clone));
} finally {
  await service.stop();
}

async function judgeClone(clone) {
  const folder = mkdtempSync(path.join(tmpdir(), 'public-changes-'));
  const git = (...args) => execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 1e9 });
  try {
    git('clone', '--quiet', '--shared', '--no-checkout', clone, '.');
    let judged = 0;
    for (const sha of listMerged(git)) {
      try {
        const found = await judgeChange(folder, git, path.basename(clone), sha);
        process.stdout.write(`${JSON.stringify({ clone, sha, ...found })}\n`);
        judged += 1;
      } catch (error) {
        if (!ABSENT.test(error.message)) throw error;
        process.stderr.write(`${clone} ${sha}: left out: ${error.message}\n`);
      }
      if (judged === OF_EACH) break;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function* listMerged(git) {
  for (const line of git('log', '--first-parent', '--format=%H%x09%an%x09%s', '-n', '3000').split('\n')) {
    const [sha, author, subject] = line.split('\t');
    if (!sha || !MERGED.test(subject) || BOTS.test(author + subject)) continue;
    const files = git('diff', '--name-only', `${sha}^1`, sha).split('\n').filter(Boolean);
    if (files.every((file) => DOCUMENTS.test(file))) continue;
    yield sha;
  }
}

/** Scans the first parent as the default branch, and the commit as a change of it. */
async function judgeChange(folder, git, name, sha) {
  const parent = git('rev-parse', `${sha}^1`).trim();
  git('checkout', '--quiet', '--force', sha);
  const checkout = await openCheckout(folder, env);
  const tracked = await listTrackedFiles(checkout);
  const identity = { base: { value: 'main' }, baseCommit: { value: parent, from: '--base-commit' } };
  const change = await findChangedLines({ git: checkout, progress }, identity, tracked);
  const terminal = { env, interrupted: new AbortController().signal };
  const weakening = await findWeakening({ git: checkout, progress, terminal }, change, tracked, false);
  const now = await directivesOf(
    folder,
    change.files.map((file) => file.path),
  );
  git('checkout', '--quiet', '--force', parent);
  const before = await directivesOf(
    folder,
    change.files.map((file) => file.oldPath ?? file.path),
  );
  const repo = `${name}/${sha.slice(0, 10)}`.replaceAll(/[^\w./-]/g, '-');
  const main = await call('POST', '/scans', { repo, branch: 'main', default_branch: 'main', commit_sha: parent });
  await upload(main.scan_id, before);
  await call('POST', `/scans/${main.scan_id}/complete`, {});
  const of = { branch: 'topic', base_branch: 'main', pr_number: 1, commit_sha: sha, base_sha: parent };
  const { scan_id: id } = await call('POST', '/scans', { repo, ...of });
  await call('POST', `/scans/${id}/changes`, toChangesBody(change.files, weakening));
  await upload(id, now);
  const { suppressions, loosened, assertions } = await call('POST', `/scans/${id}/complete`, {});
  const list = `/scans/${id}/findings?type=suppression&is_new=true&limit=200`;
  const added = (await call('GET', list)).findings.map(
    ({ file_path, line, directive, rules }) => `${file_path}:${line} ${directive} ${rules}`,
  );
  return { added, removed: suppressions?.removed, loosened, assertions };
}

async function directivesOf(root, paths) {
  const git = await openCheckout(root, env);
  const tracked = new Set(await listTrackedFiles(git));
  const touched = {
    paths: paths.filter((file) => tracked.has(file)),
    findGeneratedBefore: () => Promise.resolve(new Set()),
  };
  const sources = { root: git.root, tracked: [...tracked], touched, generated: new Set(), secrets: NO_SECRETS };
  return (await reportDirectives({ ...sources, explain: () => undefined })).file.content;
}

/** Sends a directive report. A function, since the loop above runs before any constant below it is there. */
function upload(id, content) {
  return call('POST', `/scans/${id}/findings?format=suppressions`, content);
}

async function call(method, target, body) {
  const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json';
  const answer = await fetch(`${service.url}/api${target}`, {
    method,
    headers: { Authorization: `Bearer ${service.token}`, ...(body !== undefined && { 'Content-Type': type }) },
    body: typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body,
  });
  if (!answer.ok) throw new Error(`${method} ${target}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
