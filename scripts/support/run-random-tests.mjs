// Runs tests that repeat themselves at random, more often than a test run does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.dirname(path.dirname(import.meta.dirname));

/**
 * Runs the integration tests whose path matches, one file after the other, and ends this process with Jest's code.
 *
 * @param {string} pattern of the files' paths
 * @param {object} wanted
 * @param {Record<string, string>} wanted.counts how often they repeat themselves, all processes together
 * @param {Record<string, string>} [wanted.environment] of each process
 * @param {string[]} [wanted.options] of Jest
 * @param {string} [wanted.seed] the first process' seed, the next has the next one; each draws its own where this is
 *   undefined
 * @param {number} [wanted.processes] that share the counts, each with a database of its own
 */
export async function runRandomTests(pattern, { counts, environment = {}, options = [], seed, processes = 1 }) {
  const started = performance.now();
  const codes = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      runJest(pattern, options, {
        ...environment,
        ...Object.fromEntries(
          Object.entries(counts).map(([name, count]) => [name, String(shareOf(Number(count), processes, index))]),
        ),
        SEED: seed === undefined ? 'random' : String(Number(seed) + index),
      }),
    ),
  );
  console.log(`${Math.round((performance.now() - started) / 1000)} s in all`);
  process.exit(Math.max(...codes));
}

/** Shares that come to the whole. */
const shareOf = (count, processes, index) =>
  Math.floor((count * (index + 1)) / processes) - Math.floor((count * index) / processes);

async function runJest(pattern, options, environment) {
  const jest = spawn(
    path.join(root, 'node_modules/.bin/jest'),
    [
      '--selectProjects=integration',
      '--selectProjects=nightly',
      '--testPathPatterns',
      pattern,
      '--runInBand',
      ...options,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } },
  );
  const [code] = await once(jest, 'exit');
  return code ?? 1;
}
