// `npm run test:node`: one run of the built service on each supported version of Node that is not the running one; in
// `npm run test:nightly` also its refusals to start, an outside PostgreSQL, the fuzz of the readers and the unit tests of the
// domain. npm brings the versions. Without a registry it says so and ends with 0; with CI set, with 1.
//
// Usage: node scripts/test-node.mjs [version...]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Each supported line, from the oldest that package.json takes to the one that image and recipes run. */
const VERSIONS = ['20.20.2', '22.23.5', '24.21.0'];
const INTEGRATION = ['--selectProjects', 'integration', '--testPathPatterns'];
const QUICK = '^the built service on its own PostgreSQL ';
const isNightly = process.env.PROGRAMME === 'nightly';
const SUBSET = isNightly
  ? [
      ['--selectProjects', 'unit', '--testPathPatterns', 'src/domain/'],
      [...INTEGRATION, 'test/service/smoke|test/fuzz/readers'],
    ]
  : [[...INTEGRATION, 'test/service/smoke', '--testNamePattern', QUICK]];

const root = path.dirname(import.meta.dirname);
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const wanted = process.argv.length > 2 ? process.argv.slice(2) : VERSIONS.filter(isAnotherLine);

const failed = wanted.filter((version) => !passesOn(version));
console.log(failed.length === 0 ? `tested on Node ${wanted.join(', ')}` : `failed on Node ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);

/** True where the running Node has another major version. */
function isAnotherLine(version) {
  return version.split('.')[0] !== process.versions.node.split('.')[0];
}

function passesOn(version) {
  const node = install(version);
  if (node === null) {
    console.log(`${process.env.CI ? 'FAILED' : 'skipped'}: npm does not bring Node ${version}, is there a registry?`);
    return !process.env.CI;
  }
  // First on the path as well: the service starts programs of its own.
  const env = {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    // The service has its own database.
    ...(!isNightly && { TEST_ENGINE: 'none' }),
  };
  return SUBSET.every((args) => {
    console.log(`\n=== Node ${version}: jest ${args.join(' ')}`);
    return spawnSync(node, [jest, ...args], { cwd: root, env, stdio: 'inherit' }).status === 0;
  });
}

/** The program, of the package that holds nothing else and needs no install script; null where it cannot be had. */
function install(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(root, 'node_modules', '.cache', `node-${version}`);
  const program = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  const npm = spawnSync('npm', ['install', '--silent', '--no-audit', '--no-fund', `${name}@${version}`], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return npm.status === 0 && existsSync(program) ? program : null;
}
