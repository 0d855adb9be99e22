// From process start to ready, fresh and reopened, beside what the bundled PostgreSQL takes by itself on the same disk:
// initdb and start, and start. Alternating in one run; medians and ratios. Usage: node bench/startup.mjs [rounds]
import { rmSync } from 'node:fs';
import { startEmbeddedPostgres } from '../dist/src/embedded-postgres/start-embedded-postgres.js';
import { scratchFolder, startService } from '../scripts/support/running-service.mjs';
import { median, ratio } from './support/figures.mjs';

const rounds = Number(process.argv[2] ?? 5);
const times = { bareFresh: [], bareReopened: [], fresh: [], reopened: [] };

for (let round = 0; round < rounds; round += 1) {
  const [bare, ours] = [scratchFolder(), scratchFolder()];
  for (const figure of ['bareFresh', 'bareReopened']) {
    const from = performance.now();
    const server = await startEmbeddedPostgres({ dataDir: bare });
    times[figure].push(performance.now() - from);
    await server.stop();
  }
  for (const figure of ['fresh', 'reopened']) {
    const service = await startService({ dataDir: ours });
    times[figure].push(service.readyAfterMs);
    await service.stop();
  }
  for (const folder of [bare, ours]) rmSync(folder, { recursive: true, force: true });
}

console.table({
  'fresh start': {
    'service ms': median(times.fresh),
    'PostgreSQL alone ms': median(times.bareFresh),
    ratio: ratio(times.fresh, times.bareFresh),
  },
  reopened: {
    'service ms': median(times.reopened),
    'PostgreSQL alone ms': median(times.bareReopened),
    ratio: ratio(times.reopened, times.bareReopened),
  },
});
