import { readFileSync } from 'node:fs';
import type { ReadValue } from './value-readers.js';

/** No secret is longer; a larger file is not the one that was meant. */
const MAX_BYTES = 64 * 1024;

/**
 * The text of a secret variable: its value, or the content of the file that `NAME_FILE` names, as orchestrators mount secrets,
 * without the line break at its end. Empty where neither is set.
 */
export function readSecret(env: NodeJS.ProcessEnv, name: string): ReadValue<string> {
  const file = (env[`${name}_FILE`] ?? '').trim();
  const text = env[name] ?? '';
  if (file === '') return { ok: true, value: text };
  if (text !== '') return { ok: false, expected: `either ${name} or ${name}_FILE, not both` };
  return readSecretFile(file, `${name}_FILE`);
}

function readSecretFile(file: string, variable: string): ReadValue<string> {
  try {
    const text = readFileSync(file, 'utf8');
    if (Buffer.byteLength(text) > MAX_BYTES)
      return { ok: false, expected: `at most ${MAX_BYTES} bytes in the file of ${variable}` };
    return { ok: true, value: text.replace(/\r?\n$/, '') };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { ok: false, expected: `a readable file in ${variable} (${code})` };
  }
}
