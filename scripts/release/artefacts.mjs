// The artefacts of a release: what each is called, what it needs on this machine, and how it is made of a build.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packFolder } from './archive.mjs';
import { buildClient } from './client.mjs';
import { buildImage, missingForImage } from './image.mjs';
import { closureOf, copyPackages, nameAt, run, withPackage } from './locked-packages.mjs';
import { componentAt, npmComponent } from './statements.mjs';

const runtimes = JSON.parse(readFileSync(path.join(import.meta.dirname, 'runtimes.json'), 'utf8'));

/**
 * By the name that `--only` takes. `file` takes the version. `missing` says what this machine lacks, or null. `build` takes the
 * context of scripts/release.mjs and the path to write, and returns the components of the artefact.
 */
export const ARTEFACTS = {
  service: {
    file: (version) => `quality-gate-${version}.tgz`,
    build: buildService,
  },
  qgate: {
    file: (version) => `qgate-${version}.tgz`,
    build: buildCommandLine,
  },
  'qgate-linux-x64': {
    file: () => 'qgate-linux-x64.tar.gz',
    build: (context, file) => buildWithoutNode(context, file, 'x64'),
  },
  'qgate-linux-arm64': {
    file: () => 'qgate-linux-arm64.tar.gz',
    build: (context, file) => buildWithoutNode(context, file, 'arm64'),
  },
  client: {
    file: (version) => `quality-gate-client-${version}.tgz`,
    build: buildClient,
  },
  vscode: {
    file: (version) => `quality-gate-vscode-${version}.vsix`,
    build: buildExtension,
  },
  kubernetes: {
    file: (version) => `quality-gate-kubernetes-${version}.tar.gz`,
    build: buildKubernetes,
  },
  image: {
    file: (version) => `quality-gate-image-${version}.tar`,
    missing: missingForImage,
    build: buildImage,
  },
};

/**
 * The package of the service: its build, with its packages bundled, so that npm resolves no versions, asks no registry and prints no
 * warnings. Those with native code are for Linux on the processor of this machine: npm drops what a bundle leaves to it.
 */
function buildService({ root, built, packages, stage, manifest, commit, mtime }, file) {
  const into = path.join(stage, 'package');
  mkdirSync(into);
  const left = manifest.files.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  const isShipped = (name) => !left.includes(name) && !/\.(?:map|d\.ts)$|(?:^|\/)\.sources$/.test(name);
  // The build says when it was made; the artefact, when its commit was.
  const note = 'dist/build-info.json';
  for (const name of manifest.files.filter((each) => !each.startsWith('!') && each !== note)) {
    const from = existsSync(path.join(built, name)) ? built : root;
    const filter = (place) => isShipped(path.relative(from, place).replaceAll(path.sep, '/'));
    cpSync(path.join(from, name), path.join(into, name), { recursive: true, filter });
  }
  writeJson(path.join(into, note), { commit, built_at: new Date(mtime * 1000).toISOString() });
  const bundled = closureOf(packages, Object.keys(manifest.dependencies), process.arch);
  copyPackages(root, packages, bundled, into, (name) => !/\.(?:map|d\.[cm]?ts)$/.test(name));
  const top = bundled.filter((place) => place.lastIndexOf('node_modules/') === 0);
  const { name, version, description, license, type, engines, imports, bin } = manifest;
  writeJson(path.join(into, 'package.json'), {
    ...{ name, version, description, license, type, engines, imports, os: ['linux'], cpu: [process.arch] },
    bin: { 'quality-gate': bin['quality-gate'], 'qgate-admin': bin['qgate-admin'] },
    dependencies: Object.fromEntries(top.map((place) => [nameAt(place), packages[place].version])),
    bundleDependencies: top.map(nameAt),
  });
  packFolder({ parent: stage, folder: 'package', file, mtime });
  return bundled.map((place) => componentAt(packages, place));
}

/** The package of `qgate`, as the service hands it out. */
function buildCommandLine({ built, packages, stage, mtime }, file) {
  const { dependencies } = unpackCommandLine(built, stage);
  renameSync(path.join(stage, 'qgate'), path.join(stage, 'package'));
  packFolder({ parent: stage, folder: 'package', file, mtime });
  return closureOf(packages, Object.keys(dependencies), 'x64').map((place) => componentAt(packages, place));
}

/** Unpacks the package of `qgate` below a folder, and returns its description. */
function unpackCommandLine(built, stage) {
  const folder = path.join(stage, 'qgate');
  mkdirSync(folder);
  run('tar', [
    ...['-xzf', path.join(built, 'dist-qgate/qgate.tgz'), '-C', folder],
    ...['--strip-components=1', '--no-same-owner'],
  ]);
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

/** Files of TypeScript beside the compiler that ESLint uses. */
const UNUSED_OF_TYPESCRIPT = /^(?:bin|lib\/(?:[a-z]{2}(?:-[a-z]+)?|_?ts[a-z]+\.js|typesMap\.json|watchGuard\.js))(?:\/|$)/;

/** One folder with `qgate`, its packages and Node.js. */
function buildWithoutNode({ root, built, packages, stage, mtime }, file, cpu) {
  const { dependencies, license, version } = unpackCommandLine(built, stage);
  const name = `qgate-linux-${cpu}`;
  const folder = path.join(stage, name);
  renameSync(path.join(stage, 'qgate'), folder);
  const places = closureOf(packages, Object.keys(dependencies), cpu);
  const isWanted = (inside, of) =>
    !/\.(?:map|d\.[cm]?ts)$|(?:^|\/)(?:README|CHANGELOG)\.md$/i.test(inside) &&
    !(of === 'typescript' && UNUSED_OF_TYPESCRIPT.test(inside));
  copyPackages(root, packages, places, folder, isWanted);
  const runtime = runtimes.packages[cpu];
  mkdirSync(path.join(folder, 'lib'));
  withPackage(`${runtime.name}@${runtimes.version}`, runtime.integrity, (from) => {
    cpSync(path.join(from, 'bin/node'), path.join(folder, 'lib/node'));
    cpSync(path.join(from, 'LICENSE'), path.join(folder, 'lib/LICENSE.node'));
  });
  chmodSync(path.join(folder, 'lib/node'), 0o755);
  cpSync(path.join(import.meta.dirname, 'qgate.sh'), path.join(folder, 'qgate'));
  chmodSync(path.join(folder, 'qgate'), 0o755);
  packFolder({ parent: stage, folder: name, file, mtime });
  return [
    npmComponent({ name: 'qgate', version, license }),
    npmComponent({ ...runtime, version: runtimes.version, license: runtimes.license }),
    ...places.map((place) => componentAt(packages, place)),
  ];
}

/** The extension for Visual Studio Code, whose packer takes the time of its entries from the environment. */
function buildExtension({ root, stage, mtime }, file) {
  const out = path.join(stage, 'vsix');
  run(process.execPath, [path.join(root, 'scripts/pack-vscode.mjs'), '--out', out], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(mtime) },
  });
  const [name] = readdirSync(out);
  renameSync(path.join(out, name), file);
  return [];
}

/** The base and the overlays for kustomize. */
function buildKubernetes({ root, stage, mtime }, file) {
  cpSync(path.join(root, 'deploy/kubernetes'), path.join(stage, 'kubernetes'), { recursive: true });
  packFolder({ parent: stage, folder: 'kubernetes', file, mtime });
  return [];
}

const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
