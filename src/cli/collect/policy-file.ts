import { YAML_LIMITS } from '../../domain/scanning/yaml-limits.js';
import { type ConfigFiles } from '../settings/config-files.js';

/** Paths at which a repository may keep its own thresholds; the first that exists counts. */
export const POLICY_FILES = [
  '.codestax/quality_gate.yaml',
  '.codestax/quality_gate.yml',
  '.codestax/quality-gate.yaml',
];

/** The repository's own policy file. */
export interface PolicyFile {
  readonly path: string;
  /** Null when the file is too large to count. */
  readonly text: string | null;
}

/** Reads the policy file of a repository; null without one, or where it is a link or leads out of the checkout. */
export async function readPolicyFile(config: ConfigFiles): Promise<PolicyFile | null> {
  for (const path of POLICY_FILES) {
    const read = await config.read(path, YAML_LIMITS.bytes);
    if ('text' in read) return { path, text: read.text };
    if (read.unread === 'too_large') return { path, text: null };
  }
  return null;
}
