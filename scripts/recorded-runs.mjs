// `npm run recorded-runs`: records the runs of three npm packages in docs/ci.md again, with the real `qgate` and a service of its own.
// With `check` it changes nothing, and fails where a recorded line differs by more than an id, a version, a size or a duration.
// Without a registry it says so and ends with 0.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { RUNS } from './recorded-runs/runs.mjs';
import { launchThrowawayService } from './throwaway-service.mjs';

const root = path.dirname(import.meta.dirname);
const PAGE = path.join(root, 'docs', 'ci.md');
const SECTION = '## Three projects, as a new user';
const SHOWN_URL = 'http://localhost:3000';
/** Later versions of the packages' own tools would find something else. */
const INSTALLED_AS_OF = '2026-11-01';

const scratch = mkdtempSync(path.join(tmpdir(), 'quality-gate-recorded-runs-'));
// Under root the service's PostgreSQL runs as another user, who has to get through to its data.
chmodSync(scratch, 0o711);
const programs = path.join(scratch, 'programs');
mkdirSync(programs);
symlinkSync(path.join(root, 'bin', 'qgate.js'), path.join(programs, 'qgate'));
for (const name of ['git', 'gzip', 'ls', 'mkdir', 'node', 'npm', 'npx', 'rm', 'sed', 'sh', 'tar'])
  symlinkSync(onPath(name), path.join(programs, name));

/** The environment without the CI system that runs the script; the programs alone, since `qgate` would run other analyzers of this machine. */
const env = {
  ...Object.fromEntries(
    ['HOME', 'USER', 'TMPDIR', 'LANG', 'npm_config_registry']
      .filter((name) => process.env[name] !== undefined)
      .map((name) => [name, process.env[name]]),
  ),
  PATH: programs,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com' },
  ...{ GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' },
};

const isCheck = process.argv[2] === 'check';
let exitCode = 1;
try {
  exitCode = await record();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(exitCode);

async function record() {
  // A page with another number of blocks fails before the work of minutes.
  pageWith(
    readFileSync(PAGE, 'utf8'),
    RUNS.flatMap(({ blocks }) => blocks.map(() => [])),
  );
  const folders = RUNS.map(({ spec }) => unpack(spec));
  if (folders.includes(null)) {
    console.log('No run was recorded: the packages cannot be fetched from a registry.');
    return 0;
  }
  const service = await launchThrowawayService({ root, scratch, env: { ...env, PATH: process.env.PATH } });
  try {
    const token = await service.signIn();
    const blocks = RUNS.flatMap(({ spec, blocks }, at) => {
      console.log(`Running ${spec}`);
      return blocks.map((steps) => steps.flatMap((step) => play(step, folders[at], { url: service.url, token })));
    });
    return isCheck ? compare(blocks) : write(blocks);
  } finally {
    await service.stop();
  }
}

function onPath(name) {
  const folder = process.env.PATH.split(path.delimiter).find((each) => existsSync(path.join(each, name)));
  if (folder === undefined) throw new Error(`${name} is not on the PATH`);
  return path.join(folder, name);
}

/** The package as a repository with its dependencies; null without a registry. */
function unpack(spec) {
  const folder = path.join(scratch, spec.split('@', 1)[0]);
  mkdirSync(folder);
  const packed = sh(`npm pack ${spec} --silent && tar xzf *.tgz --strip-components 1 && rm *.tgz`, folder);
  if (packed.status !== 0) return null;
  writeFileSync(path.join(folder, '.gitignore'), 'node_modules/\ncoverage/\n.nyc_output/\n');
  must(
    sh(
      `git init -q -b main && git add -A && git commit -q -m package && npm install --silent --ignore-scripts --no-package-lock --no-audit --no-fund --before ${INSTALLED_AS_OF}`,
      folder,
    ),
  );
  return folder;
}

/** The lines of the page for a command: itself, and those of its output that are to be shown. */
function play({ shown, run = shown, edit, keep = [] }, folder, { url, token }) {
  edit?.(folder);
  if (run === undefined) return [];
  const { status, output } = sh(run, folder, { QGATE_URL: url, QGATE_TOKEN: token });
  const isGate = run.startsWith('qgate ');
  if (status !== 0 && !isGate) throw new Error(`${run}: ${status}\n${output}`);
  const lines = output.replaceAll(url, SHOWN_URL).split('\n');
  const kept = omitOthers(lines, keep);
  for (const pattern of keep)
    if (!lines.some((line) => pattern.test(line))) throw new Error(`${run}: no line is like ${pattern}\n${output}`);
  return [...(shown === undefined ? [] : [`$ ${shown}`]), ...kept, ...(isGate ? [`exit code ${status}`] : [])];
}

/** Lines that a pattern fits, and `...` for those between them. */
function omitOthers(lines, keep) {
  const shown = [];
  for (const line of lines) {
    if (keep.some((pattern) => pattern.test(line))) shown.push(line.trimEnd());
    else if (line.trim() !== '' && shown.at(-1) !== '...') shown.push('...');
  }
  // No line after the last one that is kept is missed.
  return keep.length > 0 && shown.at(-1) === '...' ? shown.slice(0, -1) : shown;
}

/** The page with the text of each block of the section, from its second on; the first one says how a package is unpacked. */
function pageWith(page, blocks) {
  const start = page.indexOf(SECTION);
  let at = -1;
  const section = page.slice(start).replaceAll(/^```console\n([\s\S]*?)^```$/gm, (whole) => {
    at += 1;
    const block = at === 0 ? undefined : blocks[at - 1];
    return block === undefined ? whole : `\`\`\`console\n${block.join('\n')}\n\`\`\``;
  });
  if (at !== blocks.length) throw new Error(`${PAGE} has ${at} recorded blocks, and ${blocks.length} were recorded`);
  return page.slice(0, start) + section;
}

function write(blocks) {
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, pageWith(page, blocks));
  console.log(`${blocks.length} runs are recorded in docs/ci.md`);
  return 0;
}

/** Text without what differs from run to run. */
function withoutIds(text) {
  return text
    .replaceAll(/\b[0-9a-f]{10}\b/g, 'COMMIT')
    .replaceAll(/\b\d+\.\d+\.\d+\b/g, 'VERSION')
    .replaceAll(/\b[\d.]+ (?:KiB|MiB|B|ms|s)\b/g, 'AMOUNT')
    .replaceAll(/\/scans\/\d+/g, '/scans/N');
}

function compare(blocks) {
  const page = readFileSync(PAGE, 'utf8');
  const [recorded, now] = [page, pageWith(page, blocks)].map((text) => withoutIds(text).split('\n'));
  const differing = now.flatMap((line, at) => (line === recorded[at] ? [] : [`- ${recorded[at]}\n+ ${line}`]));
  if (differing.length === 0 && now.length === recorded.length) {
    console.log(`${blocks.length} runs are as docs/ci.md has them`);
    return 0;
  }
  console.error(`docs/ci.md differs; record it again by npm run recorded-runs:\n${differing.slice(0, 40).join('\n')}`);
  return 1;
}

function sh(command, cwd, more = {}) {
  const { status, stdout } = spawnSync('/bin/sh', ['-c', `(${command}) 2>&1`], {
    ...{ cwd, encoding: 'utf8', maxBuffer: 2 ** 26 },
    env: { ...env, ...more },
  });
  return { status, output: stripVTControlCharacters(stdout) };
}

function must({ status, output }) {
  if (status !== 0) throw new Error(output);
}
