#!/usr/bin/env node
// The second local verdict: `qgate local --offline` on a change of 5 files in a repository of 5,000, first with an empty cache, then after
// the 5 files were edited again. Prints the processor time of each, children included, and their ratio.
//   npm run build && npm run bench:local [-- ROUNDS]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';

const ROUNDS = Number(process.argv[2] ?? 3);
const FILES = scaled(5000, 10);
const MOST_SECONDS = 3;
const MOST_SHARE = 0.2;

const root = mkdtempSync(path.join(tmpdir(), 'qgate-bench-'));
const qgate = path.join(import.meta.dirname, '..', 'bin', 'qgate.js');
const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];

function git(...args) {
  const { status, stderr } = spawnSync('git', [...author, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
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

const fileOf = (at) => path.join(root, `src/part-${at % 50}/module-${at}.ts`);
const edit = (text) => {
  for (let at = 0; at < 5; at += 1) writeFileSync(fileOf(at * 2), aModule(at * 2, text));
};

/** Processor seconds of a run, with those of the programs that it starts. */
function measure() {
  const call = `"${process.execPath}" "${qgate}" local --offline --quiet --soft-fail --output json=/dev/null >/dev/null; times`;
  const { stdout, stderr } = spawnSync('sh', ['-c', call], { cwd: root, encoding: 'utf8' });
  const children = stdout.trim().split('\n').at(-1);
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, rest]) => minutes * 60 + Number(rest));
  if (stderr !== '') console.error(stderr);
  return seconds.reduce((sum, each) => sum + each, 0);
}

try {
  git('init', '--quiet', '--initial-branch=main');
  for (let part = 0; part < 50; part += 1) mkdirSync(path.join(root, `src/part-${part}`), { recursive: true });
  for (let at = 0; at < FILES; at += 1) writeFileSync(fileOf(at), aModule(at));
  git('add', '--all');
  git('commit', '--quiet', '-m', 'all');
  git('checkout', '--quiet', '-b', 'change');
  const [firsts, seconds] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    rmSync(path.join(root, '.git/qgate-cache'), { recursive: true, force: true });
    edit(` // edit ${round}`);
    firsts.push(measure());
    edit(` // edit ${round} again`);
    seconds.push(measure());
  }
  const [first, second] = [median(firsts), median(seconds)];
  console.log(`first  ${first.toFixed(1)} s of processor time, with an empty cache`);
  console.log(`second ${second.toFixed(1)} s, ${(second / first).toFixed(2)} of it`);
  process.exitCode = exitCodeOf([{ met: second <= MOST_SECONDS && second <= first * MOST_SHARE }]);
} finally {
  rmSync(root, { recursive: true, force: true });
}
