// Measures `qgate-admin verify` beside a running service: time, and its most memory.
//   npm run build && npm run bench:verify [-- --repositories 10]
// Each repository has a judged scan of 100,000 problems, so that `--repositories 100` verifies ten million.
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { apiOf, formOf, scratchFolder, startService } from '../scripts/support/running-service.mjs';
import { sarifOf } from './findings-generator.mjs';
import { scaled } from './support/scale.mjs';
import { verifyInstallation } from './support/verify-installation.mjs';

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
  const { seconds, peakMb } = await verifyInstallation(dataDir);
  console.table([{ problems: PROBLEMS * Number(options.repositories), seconds, 'peak MB': peakMb }]);
} finally {
  await service.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function must(answering) {
  const { status, body } = await answering;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
