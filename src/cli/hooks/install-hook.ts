import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../exit-code.js';
import { type Git } from '../git/git.js';
import { findPackageRoot } from '../package-root.js';
import { readRegularFile, WITHOUT_LINKS } from '../regular-file.js';
import { leadsOut, requireInside } from '../settings/inside-checkout.js';

/** Hooks of git that can be installed. */
export const HOOK_NAMES = ['pre-push', 'pre-commit'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** Name of a hook that was there before, behind that of the hook. */
const BEFORE = '.before-qgate';
const MOST_BYTES = 1024 ** 2;
/** The line by which a hook is known as one of qgate's. */
const MARK = '# Written by qgate hook install';

export interface InstalledHook {
  readonly file: string;
  /** The hook that runs first; null without one. */
  readonly before: string | null;
}

/**
 * Writes a hook of git that judges what is pushed or committed. A hook of qgate's is replaced.
 *
 * @param isChained a hook of somebody else's is kept, and runs first
 * @returns null where there is one and it is not to be chained
 */
export async function installHook(git: Git, name: HookName, isChained: boolean): Promise<InstalledHook | null> {
  const folder = path.resolve(git.root, (await git.run('rev-parse', '--git-path', 'hooks')).trim());
  const [file, before] = [path.join(folder, name), path.join(folder, `${name}${BEFORE}`)];
  // A folder elsewhere is of the user's own configuration of git.
  if (!leadsOut(path.relative(git.root, folder)))
    for (const each of [file, before]) await requireInside('The hook', git.root, git.root, each, { mayBeOfGit: true });
  const [there, kept] = await Promise.all([file, before].map(readHook));
  const isForeign = there != null && !there.includes(MARK);
  if (isForeign && !isChained) return null;
  if (isForeign && kept !== null) throw new CliError('usage', `${before} is there already.`, 'Move one of the two.');
  await mkdir(folder, { recursive: true });
  if (isForeign) await rename(file, before);
  const hasBefore = isForeign || kept !== null;
  await writeFile(file, scriptOf(name, hasBefore), { flag: WITHOUT_LINKS });
  await chmod(file, 0o755);
  return { file, before: hasBefore ? before : null };
}

const readHook = (file: string): Promise<string | null> =>
  readRegularFile(file, MOST_BYTES).then(String, (error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new CliError('usage', `${file} cannot be read: ${message}`);
  });

const QGATE = path.join(findPackageRoot(import.meta.dirname), 'bin', 'qgate.js');

const SKIP = { 'pre-push': 'git push --no-verify', 'pre-commit': 'git commit --no-verify' };

function scriptOf(name: HookName, hasBefore: boolean): string {
  const call = `hook run ${name}`;
  const lines = [
    '#!/bin/sh',
    `${MARK}. To skip it once: ${SKIP[name]}`,
    // git writes what it pushes to the hook's input, which both hooks read.
    ...(name === 'pre-push' ? ['refs=$(cat)'] : ["refs=''"]),
    ...(hasBefore ? [`if [ -x "$0${BEFORE}" ]; then printf '%s\\n' "$refs" | "$0${BEFORE}" "$@" || exit $?; fi`] : []),
    `if command -v qgate >/dev/null 2>&1; then printf '%s\\n' "$refs" | qgate ${call}`,
    `else printf '%s\\n' "$refs" | ${quote(process.execPath)} ${quote(QGATE)} ${call}`,
    'fi',
  ];
  return `${lines.join('\n')}\n`;
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
