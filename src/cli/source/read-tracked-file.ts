import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { decodeText } from '../../domain/scanning/decode-text.js';
import { type SourceFile, toSourceFile } from './source-file.js';

/** Reasons for not reading a file. */
export type Unread = 'untracked' | 'outside' | 'missing' | 'too_large' | 'no_text';

/**
 * Reads a file of the checkout as text. Only tracked files are read, and nothing outside the checkout or in git's own
 * folder once links are resolved: a report is data, and its paths do not permit reading the machine's files.
 *
 * @param root the checkout's top folder, links resolved
 * @param options `hasBinary`: binary files are read as well, with U+FFFD in place of invalid bytes
 */
export async function readTrackedFile(
  root: string,
  tracked: ReadonlySet<string>,
  file: string,
  maxBytes: number,
  { hasBinary = false }: { readonly hasBinary?: boolean } = {},
): Promise<SourceFile | Unread> {
  if (!tracked.has(file)) return 'untracked';
  const real = await realpath(path.join(root, file)).catch(() => null);
  if (real === null) return 'missing';
  const within = path.relative(root, real);
  if (path.isAbsolute(within) || /^(?:\.\.|\.git)?(?:$|[\\/])/.test(within)) return 'outside';
  const bytes = await readRegularFile(real, maxBytes);
  if (typeof bytes === 'string') return bytes;
  const text = decode(file, bytes);
  return typeof text === 'string' && hasBinary
    ? toSourceFile(file, bytes.toString('utf8').replaceAll('\0', '\ufffd'))
    : text;
}

/**
 * Opens without following links: links are resolved already, so one that is here now was put here since. Pipes are
 * refused, as reading one might never end.
 */
async function readRegularFile(real: string, maxBytes: number): Promise<Buffer | Unread> {
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (handle === null) return 'missing';
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return 'missing';
    return stats.size > maxBytes ? 'too_large' : await handle.readFile();
  } catch {
    return 'missing';
  } finally {
    await handle.close();
  }
}

/** Decodes text of any encoding; content with NUL or in no encoding is no text. */
function decode(file: string, content: Buffer): SourceFile | Unread {
  try {
    const { bytes } = decodeText(content);
    return toSourceFile(file, Buffer.from(bytes).toString('utf8'));
  } catch {
    return 'no_text';
  }
}
