// Measures the start of the command line beside that of Node itself: every pipeline waits for it, and so does a shell
// that prints a version. The contestants take turns, so that a busy moment of the machine affects all of them.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isFullSize } from './support/scale.mjs';

const ROUNDS = Number(process.argv[2] ?? 31);
/** Limit of `qgate --version` as a multiple of `node -e 0`; more is a failure. */
const MAX_RATIO = 3;

const qgate = path.join(import.meta.dirname, '..', 'bin', 'qgate.js');
const CONTESTANTS = {
  'node -e 0': ['-e', '0'],
  'qgate --version': [qgate, '--version'],
  'qgate --help': [qgate, '--help'],
  'qgate run --help': [qgate, 'run', '--help'],
};

const times = Object.fromEntries(Object.keys(CONTESTANTS).map((name) => [name, []]));
for (let round = -1; round < ROUNDS; round += 1) {
  for (const [name, args] of Object.entries(CONTESTANTS)) {
    const start = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} exits ${status}: ${stderr}`);
    // The first round fills the caches.
    if (round >= 0) times[name].push(Number(process.hrtime.bigint() - start) / 1e6);
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const [base] = Object.keys(CONTESTANTS);
for (const [name, values] of Object.entries(times)) {
  // Median of the ratios within a round, as the machine's speed differs between rounds.
  const ratio = median(values.map((value, round) => value / times[base][round]));
  console.log(`${name.padEnd(18)}${median(values).toFixed(1).padStart(8)} ms${ratio.toFixed(2).padStart(8)} x`);
  if (isFullSize && name === 'qgate --version' && ratio > MAX_RATIO) process.exitCode = 1;
}
