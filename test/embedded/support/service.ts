/**
 * A service reduced to its database: starts the embedded PostgreSQL on the folder of its first argument, prints one
 * line of JSON, and serves until SIGTERM. On `exit` it ends at once without stopping anything.
 */
import { EmbeddedPostgresError } from '../../../src/embedded-postgres/embedded-postgres-error.js';
import { startEmbeddedPostgres } from '../../../src/embedded-postgres/start-embedded-postgres.js';

const [dataDir = '', then = 'serve'] = process.argv.slice(3);
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

startEmbeddedPostgres({ dataDir }).then(
  (server) => {
    const { superuser, postmasterPid, dataDirectory } = server;
    process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
    // Keeps running even if the server goes: a test decides what ends it.
    setInterval(() => undefined, 60_000);
    print({ superuser, postmasterPid, dataDirectory });
    if (then === 'exit') process.exit(0);
  },
  (error: unknown) => {
    print({
      code: error instanceof EmbeddedPostgresError ? error.code : 'unexpected',
      message: error instanceof Error ? error.message : String(error),
    });
    process.exitCode = 1;
  },
);
