import { hash } from 'node:crypto';
import type { Finding } from './finding.js';

const WHITE_SPACE = /\s+/gu;
const SEPARATOR = '\0';

/**
 * The plain fingerprint that users see and exports carry: 16 lower-case hex digits of SHA-256 over the file path, the
 * rule id and the snippet without any white space, in UTF-8, separated by NUL (which none of the three can hold, so that
 * no two findings run together). The message without white space stands in for a missing snippet and the empty string for
 * a missing path. It changes with the path and the flagged text; whether a finding is new is decided by `matching/`.
 */
export function fingerprint(finding: Pick<Finding, 'filePath' | 'ruleId' | 'snippet' | 'message'>): string {
  const text = (finding.snippet ?? finding.message).replace(WHITE_SPACE, '');
  return hash('sha256', [finding.filePath ?? '', finding.ruleId, text].join(SEPARATOR), 'hex').slice(0, 16);
}
