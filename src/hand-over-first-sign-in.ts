import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type FirstSignIn, firstSignInFile, isSameLoopback } from './domain/publishing/first-sign-in.js';

/**
 * Writes the first sign-in where `qgate` of the same user looks for it.
 *
 * @param issue opens the sign-in; called only where it can be handed over
 * @returns false where the service is for others than this machine, or the user has no folder that can be written to
 */
export async function handOverFirstSignIn(
  url: string,
  issue: () => Omit<FirstSignIn, 'url'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const file = firstSignInFile(env, url);
  if (file === null || !isSameLoopback(url, url)) return false;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, '', { mode: 0o600 });
    // A file of an earlier start keeps its mode.
    await chmod(file, 0o600);
    await writeFile(file, JSON.stringify({ url, ...issue() } satisfies FirstSignIn));
    return true;
  } catch {
    return false;
  }
}
