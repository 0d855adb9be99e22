// `npm run pack:qgate`: the command line as a package of its own, so that pipelines do not install the service with its
// framework and its database along. It depends on exactly the versions that the lock file names: another jscpd or ESLint
// measures something else.
//
//   node scripts/pack-qgate.mjs [--from <folder of a build>] [--out <folder>] [--as <file name>]
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PARTS } from './support/builds.mjs';

const root = path.dirname(import.meta.dirname);
const { values } = parseArgs({
  options: { from: { type: 'string', default: root }, out: { type: 'string', default: '.' }, as: { type: 'string' } },
});

/** Files of the command line, in the build and beside it. */
const BUILT = [
  ...['bin/qgate.js', 'bin/eslint-complexity.mjs', 'dist/src/cli/main.js', 'dist/src/cli/joined', 'recipes'],
  ...['dist/src/cli/mcp/protocol-library.js', 'dist/src/cli/lsp/protocol-library.js'],
];
const BESIDE = ['LICENSE', 'docs/cli.md', 'docs/ci.md', 'docs/qgate-result.schema.json'];

const stage = makeStage();
try {
  const filter = (file) => !/\.(map|d\.ts)$/.test(file);
  for (const name of BUILT) cpSync(path.join(values.from, name), path.join(stage, name), { recursive: true, filter });
  for (const name of BESIDE) cpSync(path.join(root, name), path.join(stage, name));
  cpSync(path.join(root, 'docs/cli.md'), path.join(stage, 'README.md'));
  const description = describePackage();
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  mkdirSync(values.out, { recursive: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['pack', '--silent', '--pack-destination', path.resolve(values.out)];
  const { status, error } = spawnSync(npm, args, {
    cwd: stage,
    stdio: ['ignore', values.as ? 'ignore' : 'inherit', 'inherit'],
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
  if (status === 0 && values.as)
    renameSync(path.join(values.out, `qgate-${description.version}.tgz`), path.join(values.out, values.as));
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function makeStage() {
  try {
    return mkdtempSync(path.join(tmpdir(), 'qgate-pack-'));
  } catch (error) {
    console.error(
      `The temporary folder ${tmpdir()} cannot be written to (${error.code}). Set TMPDIR to a folder that can be written to.`,
    );
    process.exit(1);
  }
}

function describePackage() {
  const own = readJson('package.json');
  return {
    name: 'qgate',
    version: own.version,
    description:
      'The command line of the quality gate: scans a checkout, sends what was found, exits with the verdict.',
    license: own.license,
    type: own.type,
    engines: own.engines,
    bin: { qgate: own.bin.qgate },
    dependencies: lockedVersions(withPeers(importedBy(Object.keys({ ...own.dependencies, ...own.devDependencies })))),
  };
}

/**
 * Those of the packages that the staged code imports or resolves, by themselves or with a file of theirs. A file of the build
 * that is bundled needs none.
 */
function importedBy(dependencies) {
  const bundled = PARTS.service.bundled.map((file) => path.join(stage, 'dist', file));
  const code = filesBelow(stage)
    .filter((file) => /\.m?js$/.test(file) && !bundled.includes(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  return dependencies.filter((name) => new RegExp(`(from|import|\\(|(?<!=)=) ?['"]${name}(/[^'"\n]*)?['"]`).test(code));
}

/** With what they expect beside them: left to npm, that would be its newest version. */
function withPeers(names) {
  const { packages } = readJson('package-lock.json');
  const peers = names.flatMap((name) => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = packages[`node_modules/${name}`];
    return Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
  });
  return [...new Set([...names, ...peers])].sort();
}

function lockedVersions(names) {
  const { packages } = readJson('package-lock.json');
  return Object.fromEntries(names.map((name) => [name, packages[`node_modules/${name}`].version]));
}

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [file];
  });
}

function readJson(name) {
  return JSON.parse(readFileSync(path.join(root, name), 'utf8'));
}
