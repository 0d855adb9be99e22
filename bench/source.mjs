#!/usr/bin/env node
// Compares `qgate run` with and without source text: a change of 5 files is sent to three repositories, which allow none, the lines
// around findings (`findings`) and whole files (`files`), in turns. Prints the bytes that `qgate` sends and the seconds that it takes.
//   npm run build && npm run bench:source [-- CHECKOUT] [--rounds 5]
// Without a CHECKOUT in a repository of 60 modules that it makes, else in a clone of CHECKOUT, which is not changed.
import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { launchThrowawayService } from '../scripts/throwaway-service.mjs';
import { median, ratio } from './support/figures.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
const ROUNDS = Number(options.rounds);
const SETTINGS = ['none', 'findings', 'files'];
const MODULES = 60;
/** Files that a change edits. */
const EDITED = 5;
const SOURCES = /\.(?:[cm]?[jt]s|py|go|java|rb|rs|php|cs|kt|[ch])$/;
const HASH_COMMENTS = /\.(?:py|rb)$/;

const root = path.dirname(import.meta.dirname);
const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-bench-'));
const checkout = path.join(scratch, 'checkout');
const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
    ...{ cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  });

/** Modules of a function and constants; every sixth function has a complexity above 10, which analyzers report. */
function makeModules() {
  git('init', '--quiet');
  for (let at = 0; at < MODULES; at += 1) {
    const steps = Array.from(
      { length: at % 6 === 0 ? 14 : 6 },
      (_, step) => `  if (input.a${at}x${step} > ${step}) total += ${at + step};`,
    );
    const constants = Array.from({ length: 40 }, (_, line) => `export const value${at}x${line} = ${at * 41 + line};`);
    const text = [
      `export function sum${at}(input) {`,
      `  let total = ${at};`,
      ...steps,
      '  return total;',
      '}',
      ...constants,
      '',
    ];
    writeFileSync(path.join(checkout, `module-${at}.js`), text.join('\n'));
  }
  git('add', '--all');
  git('commit', '--quiet', '-m', 'all');
}

/** Passes connections on to the service, and counts the bytes that its clients send. */
async function countingProxy(target) {
  let sent = 0;
  const proxy = createServer((client) => {
    const service = connect(Number(target.port), target.hostname);
    client.on('data', (chunk) => (sent += chunk.length)).pipe(service);
    service.pipe(client);
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ])
      socket.on('error', () => other.destroy());
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${proxy.address().port}`, take: () => sent - (sent = 0), close: () => proxy.close() };
}

/** Runs `qgate` in the checkout as a pipeline would; an exit code other than that of a verdict is an error. */
async function run(args, env) {
  const call = [
    path.join(root, 'bin/qgate.js'),
    'run',
    ...args,
    '--soft-fail',
    '--output',
    `json=${scratch}/result.json`,
  ];
  await promisify(execFile)(process.execPath, call, { cwd: checkout, env: { ...process.env, CI: '', ...env } });
}

mkdirSync(checkout);
if (positionals.length === 0) makeModules();
else git('clone', '--quiet', path.resolve(positionals[0]), '.');
git('checkout', '--quiet', '-B', 'main');
const RATE = '1000000';
const rates = { RATE_LIMIT_DEFAULT: RATE, RATE_LIMIT_STATUS: RATE, RATE_LIMIT_UPLOAD: RATE };
const service = await launchThrowawayService({ root, scratch, env: { ...process.env, ...rates } });
let proxy;
try {
  const token = await service.signIn();
  proxy = await countingProxy(new URL(service.url));
  const env = { QGATE_TOKEN: token, QGATE_URL: proxy.url, QGATE_ANALYZERS: 'jscpd,eslint,complexity' };
  for (const setting of SETTINGS) {
    const answer = await fetch(`${service.url}/api/repos`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `acme/${setting}` }),
    });
    const { id } = await answer.json();
    await fetch(`${service.url}/api/repos/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ source_excerpts: setting }),
    });
    await run(['--repo', `acme/${setting}`, '--branch', 'main', '--default-branch', 'main'], env);
  }
  git('checkout', '--quiet', '-b', 'topic');
  const sources = git('ls-files')
    .trim()
    .split('\n')
    .filter((file) => SOURCES.test(file));
  const edited = Array.from({ length: EDITED }, (_, at) => sources[Math.floor((at * sources.length) / EDITED)]);
  const figures = Object.fromEntries(SETTINGS.map((setting) => [setting, { bytes: [], seconds: [] }]));
  // The first round fills the caches.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const file of edited) {
      const comment = HASH_COMMENTS.test(file) ? '#' : '//';
      appendFileSync(path.join(checkout, file), `\n${comment} edit ${round}\n`);
    }
    git('commit', '--quiet', '--all', '-m', `edit ${round}`);
    for (const setting of SETTINGS) {
      proxy.take();
      const from = performance.now();
      await run(['--repo', `acme/${setting}`, '--branch', 'topic', '--pr', '1', '--base', 'main'], env);
      const seconds = (performance.now() - from) / 1000;
      const bytes = proxy.take();
      if (round < 0) continue;
      figures[setting].bytes.push(bytes);
      figures[setting].seconds.push(seconds);
    }
  }
  const { none } = figures;
  for (const [setting, { bytes, seconds }] of Object.entries(figures)) {
    console.log(
      `${setting.padEnd(9)} ${median(bytes)} bytes, ${ratio(bytes, none.bytes)} of none; ` +
        `${median(seconds)} s, ${ratio(seconds, none.seconds)} of none`,
    );
  }
} finally {
  proxy?.close();
  await service.stop();
  rmSync(scratch, { recursive: true, force: true });
}
