import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../exit-code.js';

/** True for the way from a folder to a place outside of it. On another drive the way is absolute, and `..a` is a name. */
export const leadsOut = (way: string): boolean =>
  way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);

/**
 * Checks a path that the checkout decides and qgate reads or writes: it lies below the checkout's root, outside of git's folders, and
 * no part of it is a link. The author of a change could otherwise overwrite any file of the machine.
 *
 * @param what the written thing, for the message: "The output of qgate.yml"
 * @param root the checkout's top folder
 * @param cwd folder that the path starts from
 * @param name the path as it is written
 * @param options `mayBeOfGit`: it may lie in git's own folder
 * @returns the absolute path
 * @throws {CliError} of kind `usage` with the path and the reason
 */
export async function requireInside(
  what: string,
  root: string,
  cwd: string,
  name: string,
  { mayBeOfGit = false }: { readonly mayBeOfGit?: boolean } = {},
): Promise<string> {
  const top = await realpath(root);
  const file = path.resolve(await realpath(cwd), name);
  const way = path.relative(top, file);
  const parts = way.split(path.sep);
  if (way === '' || leadsOut(way)) throw refusal(what, name, 'it points outside the checkout');
  if (!mayBeOfGit && parts.some((part) => part.toLowerCase() === '.git'))
    throw refusal(what, name, "it is in git's own folder");
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const stats = await lstat(path.join(top, ...parts.slice(0, depth))).catch(() => null);
    if (stats === null) break;
    if (stats.isSymbolicLink()) throw refusal(what, name, `${parts.slice(0, depth).join('/')} is a link`);
    if (depth === parts.length && !stats.isFile()) throw refusal(what, name, 'it is not a regular file');
  }
  return file;
}

const refusal = (what: string, name: string, why: string): CliError =>
  new CliError(
    'usage',
    `${what} may not be ${name}: ${why}.`,
    'Name a path below the root of the checkout, or give the path as an option.',
  );
