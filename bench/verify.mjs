// Measures `qgate-admin verify` beside a running service: time, and its most memory.
//   npm run build && npm run bench:verify [-- --repositories 10]
// Each repository has a judged scan of 100,000 problems, so that `--repositories 100` verifies ten million.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { apiOf, formOf, root, scratchFolder, startService } from '../scripts/support/running-service.mjs';
import { sarifOf } from './findings-generator.mjs';
import { residentMb } from './support/resident-memory.mjs';
import { scaled } from './support/scale.mjs';

const { values: options } = parseArgs({ options: { repositories: { type: 'string', default: '10' } } });
const PROBLEMS = scaled(100_000);
/** The last verdict is chained by then. */
const CHAINED_AFTER_MS = 15_000;

const dataDir = scratchFolder();
const service = await startService({ dataDir });
try {
  const api = apiOf(service);
  const report = sarifOf(PROBLEMS, false);
  for (let at = 0; at < Number(options.repositories); at += 1) {
    const { scan_id: scan } = await must(api('POST', '/scans', { repo: `acme/${at}`, branch: 'main' }));
    await must(api('POST', `/scans/${scan}/findings`, formOf({}, report)));
    await must(api('POST', `/scans/${scan}/complete`, {}));
  }
  await sleep(CHAINED_AFTER_MS);
  console.table([await verify()]);
} finally {
  await service.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function must(answering) {
  const { status, body } = await answering;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

async function verify() {
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'bin', 'qgate-admin.js'), 'verify'], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  let [peakMb, isOver] = [0, false];
  const ended = once(child, 'exit').finally(() => (isOver = true));
  for (; !isOver; await sleep(20)) peakMb = Math.max(peakMb, residentMb(child.pid));
  const [code] = await ended;
  if (code !== 0) throw new Error(said);
  return {
    problems: PROBLEMS * Number(options.repositories),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    'peak MB': peakMb,
  };
}
