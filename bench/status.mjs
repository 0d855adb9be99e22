// Measures the latency of a status, beside the least that a server in front of the same database could do:
//   npm run build && npm run bench:status [-- --rounds 5 --seconds 6 --foreign-changes 1000 --base ../folder-of-another-build]
// With foreign changes a status is also measured while so many a second are announced, in either build. Each scan is
// requested for the first time then: what is not cached by its second request shows in the requests a second.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withForeignChanges } from './support/foreign-changes.mjs';
import { compareRoutes } from './support/route-bench.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    'foreign-changes': { type: 'string', default: '0' },
    base: { type: 'string' },
  },
});
const STATUS_PATH = '/api/quality/gates/status';
const foreignChanges = Number(options['foreign-changes']);

await compareRoutes(
  { rounds: Number(options.rounds), seconds: Number(options.seconds) },
  ({ admin, database, world, serviceOn }) => {
    const byKey = { headers: { 'x-api-key': world.key }, path: STATUS_PATH };
    const byToken = { headers: { authorization: `Bearer ${world.token}` }, path: STATUS_PATH };
    const during = (work) => withForeignChanges(admin, foreignChanges, work);
    return {
      'bare node:http + pg': { server: { kind: 'bare', database }, ask: { path: '/bodies' } },
      'status, API key': { server: serviceOn(), ask: byKey },
      ...(foreignChanges > 0 && {
        [`status, ${foreignChanges} foreign changes/s`]: { server: serviceOn(), ask: byKey, during },
        ...(options.base && {
          [`status, ${foreignChanges} foreign changes/s, before`]: {
            server: serviceOn({ dist: path.resolve(options.base, 'dist') }),
            ask: byKey,
            during,
          },
        }),
      }),
      'status, session token': { server: serviceOn(), ask: byToken },
      'status, API key, nothing held': { server: serviceOn({ isCacheOff: true }), ask: byKey },
      'ordinary route (?wait=0), API key': {
        server: serviceOn({ isCacheOff: true }),
        ask: { ...byKey, suffix: '?wait=0' },
      },
    };
  },
);
