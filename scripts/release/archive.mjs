// Archives that depend on their files alone: no times, owners or order of this machine.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, createReadStream, lstatSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Packs a folder of `parent` as a compressed tar.
 *
 * @param mtime of every entry, in seconds
 */
export function packFolder({ parent, folder, file, mtime }) {
  settleModes(path.join(parent, folder));
  const tar = [
    ...['--create', '--sort=name', `--mtime=@${mtime}`, '--owner=0', '--group=0', '--numeric-owner'],
    ...['--format=ustar', '--directory', parent, folder],
  ];
  const output = openSync(file, 'w');
  try {
    const script = 'set -o pipefail; tar "$@" | gzip --no-name';
    const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...tar], {
      stdio: ['ignore', output, 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${file} could not be packed.\n${stderr}`);
  } finally {
    closeSync(output);
  }
}

/** Leaves nothing of the modes of this machine but who may execute a file. */
function settleModes(place) {
  const stat = lstatSync(place);
  if (stat.isSymbolicLink()) return;
  chmodSync(place, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(place)) settleModes(path.join(place, name));
}

export async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
