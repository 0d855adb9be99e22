import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { CliError } from '../exit-code.js';
import { writePrivateFile } from '../private-file.js';
import { type Terminal } from '../terminal.js';

/** Stored sign-in of `qgate login` for one service. */
export interface SignIn {
  readonly accessToken: string;
  /** Null for a token that cannot be renewed, such as an API key. */
  readonly refreshToken: string | null;
  /** Milliseconds since 1970; null when it does not expire. */
  readonly expiresAt: number | null;
}

/** Path of the file with the sign-ins, which only its owner can read. */
export const signInFile = (env: Terminal['env']): string =>
  path.join(env.XDG_CONFIG_HOME ?? path.join(env.HOME ?? homedir(), '.config'), 'qgate', 'sign-ins.json');

/** @throws {CliError} of kind `credentials` for a file that cannot be read */
async function readSignIns(env: Terminal['env']): Promise<Readonly<Record<string, SignIn>>> {
  try {
    return JSON.parse(await readFile(signInFile(env), 'utf8')) as Record<string, SignIn>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CliError('credentials', `${signInFile(env)} cannot be read.`, 'Delete it and sign in again: qgate login');
  }
}

/** The sign-in for a service, by its address; null without one. */
export async function findSignIn(url: string, env: Terminal['env']): Promise<SignIn | null> {
  const known = await readSignIns(env);
  return Object.hasOwn(known, url) ? (known[url] ?? null) : null;
}

/** True where this machine is signed in at the origin of the address. */
export async function isSignedInAt(url: string, env: Terminal['env']): Promise<boolean> {
  const { origin } = new URL(url);
  return Object.keys(await readSignIns(env)).some((known) => URL.canParse(known) && new URL(known).origin === origin);
}

/** Stores a sign-in, or deletes it (null). */
export async function saveSignIn(url: string, signIn: SignIn | null, env: Terminal['env']): Promise<void> {
  const file = signInFile(env);
  const others = Object.entries(await readSignIns(env)).filter(([known]) => known !== url);
  const all = Object.fromEntries(signIn === null ? others : [...others, [url, signIn]]);
  await writePrivateFile(file, JSON.stringify(all, null, 2));
}
