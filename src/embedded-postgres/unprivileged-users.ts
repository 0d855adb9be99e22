import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type RunAs } from './run-program.js';

/** Accounts without rights that systems are shipped with, the most neutral first. */
const WELL_KNOWN = ['nobody', 'postgres', 'daemon', 'www-data', 'www', '_postgres', '_www', 'bin'];

/** Lists the accounts of this machine that may run PostgreSQL for root, best first. None is ever made. */
export async function listUnprivilegedUsers(): Promise<RunAs[]> {
  const users = await readPasswd();
  return WELL_KNOWN.flatMap((name) => users.filter(({ user, uid }) => user === name && uid !== 0));
}

async function readPasswd(): Promise<RunAs[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [user = '', , uid = '', gid = ''] = line.split(':');
    return /^-?\d+$/.test(uid) && /^-?\d+$/.test(gid) ? [{ user, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** True when a user can walk down to `path`, by the mode bits of every folder on the way. */
export async function canReach(path: string, who: RunAs): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (!(await hasModeBit(folder, who, 0o1))) return false;
    if (folder === dirname(folder)) return true;
  }
}

export async function canRead(file: string, who: RunAs): Promise<boolean> {
  return (await hasModeBit(file, who, 0o4)) && (await canReach(dirname(file), who));
}

async function hasModeBit(path: string, who: RunAs, bit: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === who.uid ? 6 : gid === who.gid ? 3 : 0;
  return ((mode >> shift) & bit) !== 0;
}
