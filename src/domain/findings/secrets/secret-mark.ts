import { createHmac } from 'node:crypto';
import { type Finding } from '../finding.js';
import { quotedTexts } from './blank-text.js';
import { BLANK } from './token-shapes.js';

/** Fingerprint by which a sender that blanks a secret tells it from another one at the same place. */
export const SECRET_MARK = 'qgate/secret';

/** So short that no guess at the secret can be confirmed by it, and long enough to tell two secrets apart. */
const MARK_LENGTH = 5;

/**
 * The mark of a flagged text, from before it is blanked: of the texts that it quotes, if any, so that the mark stays where the
 * code around the secret changes.
 */
export function markOf(text: string): string {
  const quoted = quotedTexts(text);
  const secret = quoted.length > 0 ? quoted.join('\0') : text.trim();
  return createHmac('sha256', SECRET_MARK).update(secret).digest('hex').slice(0, MARK_LENGTH);
}

/** The rule by which a finding is recognized: two secrets are two problems, wherever they stand. */
export const recognizedRuleOf = ({ ruleId, partialFingerprints }: Finding): string => {
  const mark = partialFingerprints[SECRET_MARK];
  return mark === undefined ? ruleId : `${ruleId}\0${mark}`;
};

/** Returns a blanked finding as it is recognized by: with the mark of its secret in the flagged lines, where the secret was. */
export function withMarkedText(finding: Finding): Finding {
  const { context, snippet, region } = finding;
  const mark = finding.partialFingerprints[SECRET_MARK];
  if (mark === undefined || region.startLine === null) return finding;
  const fill = (text: string): string => text.replaceAll(BLANK, `secret_${mark}`);
  const isFlagged = (line: number): boolean => line >= region.startLine! && line <= region.endLine!;
  return {
    ...finding,
    snippet: snippet && fill(snippet),
    context: context && {
      ...context,
      text: context.text
        .split('\n')
        .map((line, at) => (isFlagged(context.startLine + at) ? fill(line) : line))
        .join('\n'),
    },
  };
}
