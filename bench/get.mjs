// Measures a plain GET, of a scan by API key, beside a bare server: node:http with pg, one named SELECT of the scan's row by
// its primary key, which answers the same bytes. The goal is 0.35 of its requests a second:
//   npm run build && npm run bench:get [-- --rounds 5 --seconds 6 --base ../folder-of-another-build]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareRoutes } from './support/route-bench.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    base: { type: 'string' },
  },
});

await compareRoutes(
  { rounds: Number(options.rounds), seconds: Number(options.seconds), isOneAnswer: true },
  ({ admin, world, serviceOn }) => {
    const ask = { headers: { 'x-api-key': world.key }, path: '/api/scans' };
    return {
      'bare node:http + pg': { server: { kind: 'bare-scan', database: admin }, ask: { path: '/scans' } },
      'GET /scans/:id, API key': { server: serviceOn(), ask },
      ...(options.base && {
        'GET /scans/:id, API key, before': { server: serviceOn({ dist: path.resolve(options.base, 'dist') }), ask },
      }),
    };
  },
);
