import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import path from 'node:path';

/** As `w`, but a link in the last place is an error. */
export const WITHOUT_LINKS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** A file over the limit of its reader. */
export class FileTooLarge extends Error {
  constructor() {
    super('it is too large');
  }
}

/**
 * Reads a regular file of bounded size: reading a device or a pipe might never end, and no signal would end it.
 *
 * @param links a link in the last place is followed where the caller names the file
 * @throws {FileTooLarge} for a file over the limit; another error for what cannot be read
 */
export async function readRegularFile(
  file: string,
  maxBytes: number,
  links: 'followed' | 'refused' = 'refused',
): Promise<Buffer> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const handle = await open(file, links === 'refused' ? flags | constants.O_NOFOLLOW : flags);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > maxBytes) throw new FileTooLarge();
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/**
 * Reads a file of the checkout, and nothing outside of it or in git's own folder once links are resolved.
 *
 * @param root the checkout's top folder, links resolved
 */
export async function readWithin(
  root: string,
  file: string,
  maxBytes: number,
): Promise<Buffer | 'outside' | 'missing' | 'too_large'> {
  const real = await realpath(path.join(root, file)).catch(() => null);
  if (real === null) return 'missing';
  const within = path.relative(root, real);
  if (path.isAbsolute(within) || /^(?:\.\.|\.git)?(?:$|[\\/])/.test(within)) return 'outside';
  // Links are resolved already: one that is here now was put here since.
  return readRegularFile(real, maxBytes).catch((error: unknown) =>
    error instanceof FileTooLarge ? 'too_large' : 'missing',
  );
}
