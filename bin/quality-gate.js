#!/usr/bin/env node
// Starts the service of this package, or one of its tasks. In a checkout, `npm start` builds it first.
import { existsSync, readFileSync } from 'node:fs';

const TASKS = { start: 'main', migrate: 'migrate', distribute: 'distribute' };
const USAGE = `Usage: quality-gate [start | migrate | distribute]

  start       runs the service, with a PostgreSQL of its own in .data unless DATABASE_URL names another one
  migrate     brings the schema up to date and ends
  distribute  divides the tables among the nodes of a Citus cluster and ends

Environment variables configure it, PORT, DATA_DIR and PUBLIC_URL among them: docs/configuration.md.
`;

const [task = 'start', ...rest] = process.argv.slice(2);
const program = new URL(`../dist/src/${TASKS[task]}.js`, import.meta.url);
if (task === '--version' || task === '-v') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(version);
} else if (task === '--help' || task === '-h' || task === 'help') {
  process.stdout.write(USAGE);
} else if (!Object.hasOwn(TASKS, task) || rest.length > 0) {
  process.stderr.write(`quality-gate: unknown arguments: ${[task, ...rest].join(' ')}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('quality-gate: the service is not built yet. Run `npm start` in its folder, which builds it first.');
  process.exitCode = 2;
}
