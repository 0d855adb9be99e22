#!/usr/bin/env node
// The second local verdict: `qgate local --offline` on a change of 5 files, first with an empty cache, then after the 5 files were edited
// again. Prints the processor time of each, children included, and their ratio.
//   npm run build && npm run bench:local [-- ROUNDS [CHECKOUT...]]
// Without a CHECKOUT in a repository of 5,000 files that it makes, else in a clone of each CHECKOUT; these are not changed.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';

const [rounds = 3, ...checkouts] = process.argv.slice(2);
const ROUNDS = Number(rounds);
/** Files that a change edits. */
const EDITED = 5;
const FILES = scaled(5000, 10);
const MOST_SECONDS = 3;
const MOST_SHARE = 0.2;

const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-bench-'));
const qgate = path.join(import.meta.dirname, '..', 'bin', 'qgate.js');
const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
/** Comments of the languages of which clones have files. */
const COMMENTS = {
  js: '//',
  ts: '//',
  py: '#',
  go: '//',
  java: '//',
  rb: '#',
  rs: '//',
  php: '//',
  cs: '//',
  kt: '//',
};

function git(root, ...args) {
  const { status, stdout, stderr } = spawnSync('git', [...author, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** A module of 60 lines, of which no two are alike; every tenth has a complex function. */
function aModule(at, edit = '') {
  const steps = Array.from(
    { length: at % 10 === 0 ? 16 : 8 },
    (_, step) => `  if (input.a${at}x${step} > ${step + at}) total += rate${at}(${step});`,
  );
  return [
    `import { rate${at} } from './rates-${at}.js';`,
    `export function sum${at}(input: Record<string, number>): number {`,
    `  let total = ${at};${edit}`,
    ...steps,
    '  return total;',
    '}',
    ...Array.from(
      { length: at % 10 === 0 ? 38 : 46 },
      (_, line) => `export const value${at}x${line} = sum${at}({ a: ${at * 41 + line} });`,
    ),
    '',
  ].join('\n');
}

/** A repository of modules. */
function makeModules() {
  const root = path.join(scratch, 'made');
  const fileOf = (at) => path.join(root, `src/part-${at % 50}/module-${at}.ts`);
  mkdirSync(root);
  git(root, 'init', '--quiet', '--initial-branch=main');
  for (let part = 0; part < 50; part += 1) mkdirSync(path.join(root, `src/part-${part}`), { recursive: true });
  for (let at = 0; at < FILES; at += 1) writeFileSync(fileOf(at), aModule(at));
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '-m', 'all');
  const edit = (text) => {
    for (let at = 0; at < EDITED; at += 1) writeFileSync(fileOf(at * 2), aModule(at * 2, ` // ${text}`));
  };
  return { name: `${FILES} modules`, root, edit };
}

/** A clone of a repository, whose change adds a comment to files in its main language. */
function clone(checkout) {
  const name = path.basename(checkout) === 'repo' ? path.basename(path.dirname(checkout)) : path.basename(checkout);
  const root = path.join(scratch, name);
  git(scratch, 'clone', '--quiet', checkout, root);
  const files = git(root, 'ls-files').trim().split('\n');
  const extensionOf = (file) => path.extname(file).slice(1);
  const sources = Object.keys(COMMENTS)
    .map((extension) => files.filter((file) => extensionOf(file) === extension))
    .sort((one, other) => other.length - one.length)[0];
  const comment = COMMENTS[extensionOf(sources[0])];
  const chosen = Array.from({ length: EDITED }, (_, at) => sources[Math.floor((at * sources.length) / EDITED)]);
  const edit = (text) => {
    for (const file of chosen) appendFileSync(path.join(root, file), `\n${comment} ${text}\n`);
  };
  const bytes = files.reduce(
    (sum, file) => sum + (statSync(path.join(root, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  const size = `${files.length} files, ${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return { name: `${name.replace('+', '/')} (${extensionOf(sources[0])}, ${size})`, root, edit };
}

/** Processor seconds of a run, with those of the programs that it starts. */
function measure(root) {
  const call = `"${process.execPath}" "${qgate}" local --offline --quiet --soft-fail --output json=/dev/null >/dev/null; times`;
  // The analyzers that come along: what else is on the PATH differs.
  const env = { ...process.env, QGATE_ANALYZERS: 'jscpd,eslint,complexity' };
  const { stdout, stderr } = spawnSync('sh', ['-c', call], { cwd: root, encoding: 'utf8', env });
  const children = stdout.trim().split('\n').at(-1);
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, rest]) => minutes * 60 + Number(rest));
  if (stderr !== '') console.error(stderr);
  return seconds.reduce((sum, each) => sum + each, 0);
}

/** Prints the figures of a repository, and tells whether they meet the goals. */
function compare({ name, root, edit }) {
  git(root, 'checkout', '--quiet', '-b', 'qgate-bench');
  const [firsts, seconds] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    rmSync(path.join(root, '.git/qgate-cache'), { recursive: true, force: true });
    edit(`edit ${round}`);
    firsts.push(measure(root));
    edit(`edit ${round} again`);
    seconds.push(measure(root));
  }
  const [first, second] = [median(firsts), median(seconds)];
  console.log(
    `${name}\n  first  ${first.toFixed(1)} s of processor time, with an empty cache\n  second ${second.toFixed(1)} s, ${(second / first).toFixed(2)} of it`,
  );
  return second <= MOST_SECONDS && second <= first * MOST_SHARE;
}

try {
  const results = [];
  for (const make of checkouts.length === 0 ? [makeModules] : checkouts.map((checkout) => () => clone(checkout)))
    results.push({ met: compare(make()) });
  process.exitCode = exitCodeOf(results);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
