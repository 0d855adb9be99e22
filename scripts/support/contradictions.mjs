// Files of a corpus with the same bytes and contrary truths: whatever a reader answers, one of them is called wrong.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The names among `truths` that another name with the same bytes contradicts on whether the file is valid. */
export function findContradictions(folder, truths) {
  const byBytes = new Map();
  for (const [name, truth] of truths) {
    const digest = createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex');
    byBytes.set(digest, [...(byBytes.get(digest) ?? []), { name, isValid: Boolean(truth.valid) }]);
  }
  const contrary = [...byBytes.values()].filter((same) => new Set(same.map(({ isValid }) => isValid)).size > 1);
  return new Set(contrary.flatMap((same) => same.map(({ name }) => name)));
}
