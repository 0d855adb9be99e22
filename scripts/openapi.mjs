// `npm run openapi` writes openapi.json from the compiled service; `npm run openapi:check` holds the committed one to it,
// to the version of the commit before (no client may break), and to the lint rules of redocly.yaml.
//
// Usage: node scripts/openapi.mjs write|check [--since <commit>]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isAccepted } from './openapi/accepted-breaks.mjs';
import { findBreakingChanges } from './openapi/find-breaking-changes.mjs';
import { buildParts } from './support/builds.mjs';

const root = path.dirname(import.meta.dirname);
const NAME = 'openapi.json';
const file = path.join(root, NAME);
const [command, option, commit] = process.argv.slice(2);
if (!['write', 'check'].includes(command) || (option !== undefined && (option !== '--since' || !commit))) {
  console.error('Usage: node scripts/openapi.mjs write|check [--since <commit>]');
  process.exit(2);
}

buildParts({ root, parts: ['service'] });
const { describeService } = await import(pathToFileURL(path.join(root, 'dist/src/openapi/describe-service.js')).href);
const document = await describeService();
const text = `${JSON.stringify(document, null, 2)}\n`;

if (command === 'write') {
  writeFileSync(file, text);
  console.log(`${NAME} has ${Object.keys(document.paths).length} paths.`);
  process.exit(0);
}

const faults = [...findDrift(), ...findBreaks(commit ?? 'HEAD~'), ...lint()];
for (const fault of faults) console.error(fault);
console.log(
  faults.length === 0 ? `${NAME} is current, breaks no client and is well formed.` : `${faults.length} faults`,
);
process.exit(faults.length === 0 ? 0 : 1);

function findDrift() {
  if (!existsSync(file)) return [`${NAME} is missing: npm run openapi`];
  const committed = readFileSync(file, 'utf8');
  if (committed === text) return [];
  const [mine, theirs] = [text.split('\n'), committed.split('\n')];
  const at = mine.findIndex((line, index) => line !== theirs[index]);
  return [
    `${NAME} is not what the service describes: npm run openapi. First at line ${at + 1}:
  committed: ${theirs[at]?.trim() ?? '(its end)'}
  described: ${mine[at]?.trim() ?? '(its end)'}`,
  ];
}

/** A new major version of the API (`info.version`) may break what it likes. */
function findBreaks(since) {
  const shown = spawnSync('git', ['show', `${since}:${NAME}`], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (shown.status !== 0) {
    console.log(`There is no ${NAME} at ${since} to compare with.`);
    return [];
  }
  const before = JSON.parse(shown.stdout);
  if (before.info.version !== document.info.version) return [];
  return findBreakingChanges(before, document)
    .filter((change) => !isAccepted(change))
    .map((change) => `Breaks clients of ${since}: ${change}`);
}

function lint() {
  const cli = path.join(root, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
  const run = spawnSync(process.execPath, [cli, 'lint', file, '--config', path.join(root, 'redocly.yaml')], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return run.status === 0 ? [] : [`${NAME} does not pass the lint:\n${run.stdout}${run.stderr}`];
}
