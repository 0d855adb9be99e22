import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WITHOUT_LINKS } from './regular-file.js';

/** Writes a file that its owner alone can read, in a folder of the same kind. It is replaced whole: it is never half written. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(draft, text, { mode: 0o600, flag: WITHOUT_LINKS });
  await chmod(draft, 0o600);
  await rename(draft, file);
}
