import { decodeText } from '../../domain/scanning/decode-text.js';
import { readWithin } from '../regular-file.js';
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
  const bytes = await readWithin(root, file, maxBytes);
  if (typeof bytes === 'string') return bytes;
  const text = decode(file, bytes);
  return typeof text === 'string' && hasBinary
    ? toSourceFile(file, bytes.toString('utf8').replaceAll('\0', '\ufffd'))
    : text;
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
