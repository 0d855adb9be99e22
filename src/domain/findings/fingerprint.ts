import { hash } from 'node:crypto';
import type { Finding } from './finding.js';
import { blankLine } from './secrets/blank-text.js';

const WHITE_SPACE = /\s+/gu;
const SEPARATOR = '\0';

/**
 * The plain fingerprint that users see and exports carry: 16 lower-case hex digits of SHA-256 over the file path, the
 * rule id and the snippet without any white space, in UTF-8, separated by NUL (which none of the three can hold, so that
 * no two findings run together). The message without white space stands in for a missing snippet and the empty string for
 * a missing path. Secrets are blanked before: a plain hash of one can be guessed. It changes with the path and the flagged
 * text; whether a finding is new is decided by `matching/`.
 */
export function fingerprint(finding: Fingerprinted): string {
  return hash('sha256', textOf(finding), 'hex').slice(0, 16);
}

type Fingerprinted = Pick<Finding, 'filePath' | 'ruleId' | 'snippet' | 'message' | 'reportedMessage' | 'isSecret'>;

const textOf = ({ filePath, ruleId, snippet, message, reportedMessage, isSecret }: Fingerprinted): string => {
  const flagged = snippet !== null && isSecret === true ? blankLines(snippet) : snippet;
  return `${filePath ?? ''}${SEPARATOR}${ruleId}${SEPARATOR}${withoutWhiteSpace(flagged ?? reportedMessage ?? message)}`;
};

const blankLines = (text: string): string => text.split('\n').map(blankLine).join('\n');

/** Code is in ASCII as good as always, where a loop takes less time than the pattern. */
function withoutWhiteSpace(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return text.replace(WHITE_SPACE, '');
    if (unit !== 0x20 && (unit < 0x09 || unit > 0x0d)) continue;
    if (from < at) kept += text.slice(from, at);
    from = at + 1;
  }
  return from === 0 ? text : kept + text.slice(from);
}
