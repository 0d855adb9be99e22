// The image of the Dockerfile, by buildah: on the base that NODE_IMAGE names by digest, else on one of this machine's making.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './locked-packages.mjs';
import { componentAt } from './statements.mjs';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
/** The line of npm that the base's Node is published with. */
const NPM = 'npm@11';
const BASE = /^ARG NODE_IMAGE=(node:([\d.]+)-([a-z]+)-slim)/m;
/** Images and their layers stay here, so that a base is made once. Not the machine's own: the base only resembles what it is named after. */
export const IMAGE_STORE = path.join(homedir(), '.cache/quality-gate-drills/images');

const hasProgram = (name) =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));

/** Programs and rights that a build of the image lacks on this machine, in words; null: none. */
export function missingForImage() {
  const programs = ['buildah', ...(process.env.NODE_IMAGE ? [] : ['mmdebstrap'])].filter((name) => !hasProgram(name));
  const missing = [...(process.getuid?.() === 0 ? [] : ['root']), ...programs];
  return missing.length === 0 ? null : `an image needs ${missing.join(', ')}`;
}

/** Options that keep limits of this process, which buildah raises otherwise: that takes a right that containers lack. */
export function ownLimits() {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const hard = (name) => new RegExp(`^${name} +\\S+ +(\\d+)`, 'm').exec(limits)?.[1];
  const options = { nofile: hard('Max open files'), nproc: hard('Max processes') };
  return Object.entries(options).flatMap(([name, limit]) =>
    limit === undefined ? [] : ['--ulimit', `${name}=${limit}`],
  );
}

/** Makes the image that the Dockerfile builds on, unless the store has it: Debian of its name, with that Node and npm. */
export function ensureBase(buildah, root) {
  const [, name = '', version = '', suite = ''] = BASE.exec(readFileSync(path.join(root, 'Dockerfile'), 'utf8')) ?? [];
  const full = `docker.io/library/${name}`;
  if (buildah('images', '--noheading', '--format', '{{.Name}}:{{.Tag}}').split('\n').includes(full)) return;

  const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-base-'));
  try {
    const archive = path.join(folder, 'debian.tar');
    run('mmdebstrap', ['--variant=minbase', '--include=ca-certificates', suite, archive]);
    const packages = path.join(folder, 'packages');
    mkdirSync(packages);
    writeFileSync(path.join(packages, 'package.json'), '{"private":true}');
    const node = `node-linux-${process.arch}`;
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', `${node}@${version}`, NPM], { cwd: packages });

    const container = buildah('from', 'scratch').trim();
    buildah('add', '--quiet', container, archive, '/');
    const at = path.join(packages, 'node_modules');
    buildah('copy', '--quiet', container, path.join(at, node, 'bin/node'), '/usr/local/bin/node');
    buildah('copy', '--quiet', container, path.join(at, 'npm'), '/usr/local/lib/node_modules/npm');
    const files = buildah('mount', container).trim();
    for (const program of ['npm', 'npx'])
      symlinkSync(`../lib/node_modules/npm/bin/${program}-cli.js`, path.join(files, 'usr/local/bin', program));
    run('chroot', [files, 'useradd', '--uid=1000', '--user-group', '--create-home', '--shell=/bin/bash', 'node']);
    // It reaches the registry of packages as this machine does.
    copyFileSync(CERTIFICATES, path.join(files, CERTIFICATES));
    mkdirSync(path.join(files, 'usr/local/etc'), { recursive: true });
    const registry = run('npm', ['config', 'get', 'registry']).trim();
    writeFileSync(path.join(files, 'usr/local/etc/npmrc'), `registry=${registry}\ncafile=${CERTIFICATES}\n`);
    buildah('umount', container);
    buildah('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container);
    buildah('commit', '--quiet', container, full);
    buildah('rm', container);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds it and writes an OCI archive. The base's own packages of Debian are not among the components. */
export function buildImage({ root, packages, commit, version, mtime, report }, file) {
  const { NODE_IMAGE: pinned } = process.env;
  if (pinned && !/@sha256:[0-9a-f]{64}$/.test(pinned))
    throw new Error(`NODE_IMAGE has to name an image by its digest, as deploy/pin-images.sh prints it: ${pinned}`);
  mkdirSync(IMAGE_STORE, { recursive: true, mode: 0o700 });
  const runRoot = mkdtempSync(path.join(tmpdir(), 'quality-gate-image-'));
  const buildah = (...args) => run('buildah', ['--root', IMAGE_STORE, '--runroot', runRoot, ...args], { cwd: root });
  const name = `quality-gate:release-${path.basename(runRoot).toLowerCase()}`;
  try {
    if (!pinned) {
      report('NODE_IMAGE names no base by digest: the image is built on one that this machine makes, to be tried here alone');
      ensureBase(buildah, root);
    }
    buildah(
      ...['build', '--isolation', 'chroot', '--network', 'host', '--format', 'oci', '--timestamp', String(mtime)],
      ...(pinned ? ['--build-arg', `NODE_IMAGE=${pinned}`] : ['--pull-never']),
      ...ownLimits(),
      ...['--build-arg', `COMMIT=${commit}`, '--build-arg', `SOURCE_DATE_EPOCH=${mtime}`],
      ...['--label', `org.opencontainers.image.version=${version}`],
      ...['--label', `org.opencontainers.image.revision=${commit}`],
      ...['--tag', name, '.'],
    );
    buildah('push', '--quiet', name, `oci-archive:${file}:quality-gate:${version}`);
  } finally {
    try {
      buildah('rmi', name);
    } catch {
      // The build failed before there was one.
    }
    rmSync(runRoot, { recursive: true, force: true });
  }
  return Object.entries(packages)
    .filter(([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional)
    .map(([place]) => componentAt(packages, place));
}
