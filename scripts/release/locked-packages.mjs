// Packages of the lock file: what an artefact holds, for which platform, and under which licence.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

export const readLock = (root) => JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;

/** The name of the package at a place such as `node_modules/a/node_modules/@b/c`. */
export const nameAt = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** True where a package with native code is for this platform, or a package has none. */
const fits = ({ os, cpu, libc }, platform) =>
  (os ?? [platform.os]).includes(platform.os) &&
  (cpu ?? [platform.cpu]).includes(platform.cpu) &&
  (libc ?? ['glibc']).includes('glibc');

/**
 * Places of packages and of all that they need on a Linux of an architecture, sorted.
 *
 * @param packages of the lock file
 * @param names at the top
 */
export function closureOf(packages, names, cpu) {
  const places = new Set();
  const waiting = names.map((name) => ['', name]);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const place = resolve(packages, ...next);
    if (place === null || places.has(place) || !fits(packages[place], { os: 'linux', cpu })) continue;
    places.add(place);
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta } = packages[place];
    const peers = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta?.[peer]?.optional !== true);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers])
      waiting.push([place, name]);
  }
  return [...places].sort();
}

/** The place where Node would find a package that another one imports. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') return null;
  }
}

/**
 * Copies packages to where the lock file has them below a folder: those that are installed from here, others from the registry.
 *
 * @param isWanted says of each file's path in its package whether it is needed
 */
export function copyPackages(root, packages, places, into, isWanted = () => true) {
  for (const place of places) {
    const { version, integrity } = packages[place];
    const installed = path.join(root, place);
    const target = path.join(into, place);
    const copy = (from) => {
      const filter = (file) => {
        const inside = path.relative(from, file);
        // No package has links; a service that ran here made some.
        if (lstatSync(file).isSymbolicLink()) return false;
        return inside !== 'node_modules' && (inside === '' || isWanted(inside, nameAt(place)));
      };
      mkdirSync(path.dirname(target), { recursive: true });
      cpSync(from, target, { recursive: true, filter });
    };
    if (existsSync(path.join(installed, 'package.json'))) copy(installed);
    else withPackage(`${nameAt(place)}@${version}`, integrity, copy);
  }
}

/** Fetches a package from the registry, checks it against its integrity, and hands its folder on. */
export function withPackage(spec, integrity, use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-package-'));
  try {
    const packed = run(npm, ['pack', '--silent', '--json', '--ignore-scripts', '--pack-destination', folder, spec]);
    const [found] = Object.values(JSON.parse(packed));
    if (found.integrity !== integrity) throw new Error(`${spec} is not what ${integrity} stands for.`);
    run('tar', ['-xzf', path.join(folder, found.filename), '-C', folder, '--no-same-owner']);
    return use(path.join(folder, 'package'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end and returns what it printed. */
export function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    ...options,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${`${stdout}${stderr}`.slice(-4000)}`);
  return stdout;
}
