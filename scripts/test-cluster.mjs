// `npm run test:cluster`: a PostgreSQL that integration tests use as long as this runs, instead of starting one for each
// run. Ctrl-C ends it.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('../test/support/ts-hook.cjs');
const { startSharedCluster } = require('../test/support/shared-cluster.ts');

const cluster = await startSharedCluster();
console.log('The test cluster is up. Ctrl-C ends it.');
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cluster.stop().then(() => process.exit(0)));
setInterval(() => undefined, 2 ** 31 - 1);
