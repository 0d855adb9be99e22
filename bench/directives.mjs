#!/usr/bin/env node
// The share of reading directives in a run: `qgate run --dry-run` on a change that edits all 5,000 files of a repository in ten languages, every
// tenth with a directive. The run itself says how long reading took (--verbose), so both are of one run.
//   npm run build && npm run bench:directives [-- ROUNDS]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';

const ROUNDS = Number(process.argv[2] ?? 3);
const FILES = scaled(5000, 20);
const MOST_SHARE = 0.1;

const root = mkdtempSync(path.join(tmpdir(), 'qgate-bench-'));
const qgate = path.join(import.meta.dirname, '..', 'bin', 'qgate.js');
const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];

/** By extension: the line of a statement, and of one with a directive. */
const LANGUAGES = {
  ts: [(at) => `export const value${at} = sum(${at}, 'a // b');`, ' // eslint-disable-line no-eval'],
  js: [(at) => `export const value${at} = sum(${at}, \`a\`);`, ' // eslint-disable-line no-eval'],
  py: [(at) => `value_${at} = sum(${at}, "a # b")`, '  # noqa: E501'],
  java: [(at) => `  int value${at} = sum(${at}, "a // b");`, ' // NOSONAR'],
  go: [(at) => `var value${at} = sum(${at}, "a // b")`, ' //nolint:errcheck'],
  cs: [(at) => `  int value${at} = Sum(${at}, "a // b");`, ' // NOSONAR'],
  php: [(at) => `$value${at} = sum(${at}, 'a // b');`, ' // phpcs:ignore'],
  rb: [(at) => `value_${at} = sum(${at}, "a # b")`, ' # rubocop:disable Lint/A'],
  cpp: [(at) => `int value${at} = sum(${at}, "a // b");`, ' // NOLINT'],
  rs: [(at) => `const VALUE_${at}: u32 = sum(${at}, "a // b");`, ' // nosemgrep'],
};
const HEADS = { java: ['class A {'], cs: ['class A {'], php: ['<?php'], go: ['package a'] };
const ENDS = { java: ['}'], cs: ['}'] };

function aFile(extension, number, edit) {
  const [statement, directive] = LANGUAGES[extension];
  const lines = Array.from({ length: 80 }, (_, at) => statement(number * 100 + at));
  if (number % 10 === 0) lines[40] += directive;
  lines[edit ? 20 : 21] = statement(number * 100 + 99);
  return [...(HEADS[extension] ?? []), ...lines, ...(ENDS[extension] ?? []), ''].join('\n');
}

function writeAll(edit) {
  const extensions = Object.keys(LANGUAGES);
  for (let at = 0; at < FILES; at += 1) {
    const extension = extensions[at % extensions.length];
    writeFileSync(
      path.join(root, `part-${at % 50}/file-${at}.${extension}`),
      aFile(extension, Math.floor(at / 10), edit),
    );
  }
}

function git(...args) {
  const { status, stderr } = spawnSync('git', [...author, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Milliseconds of a whole run, and of reading directives in it. */
function measure() {
  const start = performance.now();
  const args = [qgate, 'run', '--dry-run', '--verbose', '--branch', 'change', '--base', 'main'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1e9 });
  const read = /directives read in (\d+) ms/.exec(stdout + stderr)?.[1];
  if (read === undefined) throw new Error(`No time of directives in: ${(stdout + stderr).slice(-2000)}`);
  return { whole: performance.now() - start, read: Number(read) };
}

try {
  for (let part = 0; part < 50; part += 1) mkdirSync(path.join(root, `part-${part}`));
  git('init', '--quiet', '--initial-branch=main');
  writeAll(false);
  git('add', '--all');
  git('commit', '--quiet', '-m', 'all');
  git('checkout', '--quiet', '-b', 'change');
  writeAll(true);
  git('commit', '--quiet', '-am', 'edit');
  const runs = Array.from({ length: ROUNDS }, measure);
  const added = median(runs.map(({ whole, read }) => read / (whole - read)));
  console.log(
    `whole run          ${(median(runs.map(({ whole }) => whole)) / 1000).toFixed(1)} s, ${FILES} changed files`,
  );
  console.log(
    `reading directives ${(median(runs.map(({ read }) => read)) / 1000).toFixed(2)} s, adds ${(added * 100).toFixed(1)} %`,
  );
  process.exitCode = exitCodeOf([{ met: added <= MOST_SHARE }]);
} finally {
  rmSync(root, { recursive: true, force: true });
}
