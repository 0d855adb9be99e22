// Runs tests that repeat themselves at random, more often than a test run does.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.dirname(path.dirname(import.meta.dirname));

/**
 * Runs the integration tests whose path matches, one file after the other, and ends this process with Jest's code.
 *
 * @param {string} pattern of the files' paths
 * @param {Record<string, string | undefined>} counts how often they repeat themselves, and from which `SEED`; what is
 *   undefined stays as it is in the environment
 */
export function runRandomTests(pattern, counts) {
  const started = performance.now();
  const given = Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined));
  const { status } = spawnSync(
    path.join(root, 'node_modules/.bin/jest'),
    ['--selectProjects=integration', '--testPathPatterns', pattern, '--runInBand'],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...given } },
  );
  console.log(`${Math.round((performance.now() - started) / 1000)} s in all`);
  process.exit(status ?? 1);
}
