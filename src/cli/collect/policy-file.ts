import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Where a repository keeps its own thresholds; the first that exists counts. */
export const POLICY_FILES = [
  '.codestax/quality_gate.yaml',
  '.codestax/quality_gate.yml',
  '.codestax/quality-gate.yaml',
];

/** Larger files are ignored by the service; this keeps them off the wire. */
const MAX_BYTES = 65_536;

/** The repository's own policy file. */
export interface PolicyFile {
  readonly path: string;
  /** Null when the file is too large to count. */
  readonly text: string | null;
}

/** Reads the policy file of a repository; null without one. */
export async function readPolicyFile(root: string): Promise<PolicyFile | null> {
  for (const name of POLICY_FILES) {
    const file = path.join(root, name);
    const facts = await stat(file).catch(() => null);
    if (facts?.isFile() !== true) continue;
    return { path: name, text: facts.size > MAX_BYTES ? null : await readFile(file, 'utf8') };
  }
  return null;
}
