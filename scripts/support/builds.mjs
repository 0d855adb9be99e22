// Builds the parts of a package, each only where no build of the same sources is at hand.
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** The file of a built folder that has the hash of its sources. */
const STAMP = '.sources';
const COMPILER = ['ormconfig.ts', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
/** Joins the modules of a built service. */
const JOIN = 'scripts/support/join-modules.mjs';

/**
 * The parts: the folder that each is built into, its sources, and the command that builds it, given the folder with the
 * other parts and a new folder for the output; `bundled` are files of the output that take in
 * the development packages that they import, and `join` is a script that then joins the output's modules.
 */
export const PARTS = {
  service: {
    title: 'service',
    output: 'dist',
    sources: ['src', 'migrations', JOIN, ...COMPILER],
    command: (root, _, output) => [
      path.join(root, 'node_modules/@nestjs/cli/bin/nest.js'),
      ...['build', '--path', path.relative(root, writeConfiguration(root, output))],
    ],
    // Of their packages, 16 MB each, the service runs a fraction, and only where spans are exported, or an agent or editor asks.
    bundled: [
      'src/platform/observability/export-spans.js',
      'src/modules/reach/mcp/protocol-library.js',
      'src/cli/mcp/protocol-library.js',
      'src/cli/lsp/protocol-library.js',
    ],
    join: JOIN,
  },
  dashboard: {
    title: 'dashboard',
    output: 'dist-web',
    sources: ['web', 'recipes', 'src/domain/gate', 'src/domain/ratings', 'src/domain/recipes', 'package-lock.json'],
    command: (root, _, output) => [
      path.join(root, 'node_modules/vite/bin/vite.js'),
      ...['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn', '--outDir', output],
    ],
  },
  qgate: {
    title: 'package of qgate',
    output: 'dist-qgate',
    sources: [
      ...['src/cli', 'src/domain', 'bin', 'recipes', 'scripts/pack-qgate.mjs', 'LICENSE', 'package.json', ...COMPILER],
      ...['docs/cli.md', 'docs/ci.md', 'docs/qgate-result.schema.json'],
    ],
    command: (root, into, output) => [
      path.join(root, 'scripts/pack-qgate.mjs'),
      ...['--from', into, '--out', output, '--as', 'qgate.tgz'],
    ],
  },
};

/** The hash of all that a package is made of. */
export function hashSources(root) {
  const sources = Object.values(PARTS).flatMap((part) => part.sources);
  return hashFiles(root, [...new Set([...sources, 'openapi.json'])]).slice(0, 16);
}

/**
 * Brings parts of the build up to date: takes each from another build of the same sources, or builds it.
 *
 * @param root folder of the sources
 * @param into folder to build below
 * @param others folders of other builds
 * @param parts names of `PARTS`; `qgate` needs the service
 * @param report takes a line for each step
 * @throws Error when a build fails, or the sources change meanwhile
 */
export function buildParts({ root, into = root, others = [], parts = Object.keys(PARTS), report = () => undefined }) {
  for (const name of parts) {
    const part = PARTS[name];
    const hash = hashFiles(root, part.sources);
    const target = path.join(into, part.output);
    if (stampOf(target) === hash) continue;
    const draft = path.join(root, 'node_modules/.cache/drafts', randomUUID());
    mkdirSync(path.dirname(draft), { recursive: true });
    try {
      const isTaken = others.some((other) => copyBuild(path.join(other, part.output), draft, hash));
      report(isTaken ? `Taking the ${part.title} from a build of the same sources` : `Building the ${part.title}`);
      if (!isTaken) {
        runBuild(part.title, root, part.command(root, into, draft));
        for (const file of part.bundled ?? []) runBuild(part.title, root, bundleCommand(root, path.join(draft, file)));
        if (part.join) runBuild(part.title, root, [path.join(root, part.join), draft]);
      }
      if (hashFiles(root, part.sources) !== hash) throw new Error('The sources changed while they were built.');
      writeFileSync(path.join(draft, STAMP), hash);
      replace(target, draft);
    } finally {
      for (const left of [draft, `${draft}.json`]) rmSync(left, { recursive: true, force: true });
    }
  }
}

function replace(target, draft) {
  rmSync(path.join(target, STAMP), { force: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
}

/** Copies a build unless it is of other sources, or is replaced meanwhile; its note of when it was made stays behind. */
function copyBuild(from, to, hash) {
  if (stampOf(from) !== hash) return false;
  try {
    cpSync(from, to, { recursive: true, filter: (file) => path.basename(file) !== 'build-info.json' });
    if (stampOf(from) === hash) return true;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(to, { recursive: true, force: true });
  return false;
}

function stampOf(folder) {
  const file = path.join(folder, STAMP);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Writes `tsconfig.build.json` with another place for the output, beside that; its relative paths start at the root. */
function writeConfiguration(root, outDir) {
  const own = path.join(root, 'tsconfig.build.json');
  const { include, exclude } = JSON.parse(readFileSync(own, 'utf8'));
  const atRoot = (pattern) => path.join(root, pattern);
  const compilerOptions = { outDir, sourceMap: false };
  const file = `${outDir}.json`;
  const configuration = { extends: own, compilerOptions, include: include.map(atRoot), exclude: exclude.map(atRoot) };
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

/** Bundles a file in its place; the service's own packages stay outside. */
function bundleCommand(root, file) {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return [
    path.join(root, 'node_modules/rolldown/bin/cli.mjs'),
    ...[file, '--file', file, '--platform', 'node', '--format', 'esm', '--log-level', 'warn', '--no-codeSplitting'],
    ...Object.keys(dependencies).flatMap((name) => ['--external', name]),
  ];
}

/** Without the `NODE_ENV` of tests, for which React is built with its checks for developers. */
function runBuild(title, root, command) {
  const build = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (build.status !== 0) throw new Error(`The build of the ${title} failed.\n${build.stdout}${build.stderr}`);
}

/** Tests beside the sources are built by nothing. */
function hashFiles(root, names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => listFiles(path.join(root, name))))
    if (!/\.(spec|test)\.tsx?$/.test(file)) hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function listFiles(file) {
  if (!statSync(file).isDirectory()) return [file];
  return readdirSync(file)
    .sort()
    .flatMap((name) => listFiles(path.join(file, name)));
}
