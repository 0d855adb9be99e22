import { CODE_OWNERS_FILES, isWithinLimits, MAX_CODE_OWNERS_BYTES } from '../../domain/owners/code-owners.js';
import { type ConfigFiles } from '../settings/config-files.js';

/** The repository's CODEOWNERS. */
export interface CodeOwnersFile {
  readonly path: string;
  /** Null when the file is too large to count. */
  readonly text: string | null;
}

/** Reads the CODEOWNERS of a repository; null without one, or where it is a link or leads out of the checkout. */
export async function readCodeOwnersFile(config: ConfigFiles): Promise<CodeOwnersFile | null> {
  for (const path of CODE_OWNERS_FILES) {
    const read = await config.read(path, MAX_CODE_OWNERS_BYTES);
    if ('text' in read) return { path, text: mayBeSent(read.text) ? read.text : null };
    if (read.unread === 'too_large') return { path, text: null };
  }
  return null;
}

/** Invalid UTF-8 grows when it is decoded, and the service stores no NUL. */
const mayBeSent = (text: string): boolean => isWithinLimits(text) && !text.includes('\0');
