import type { Severity } from '../findings/finding.js';

/** A directive of a verdict, as the wire names its facts. */
export interface ShownDirective {
  readonly directive: string;
  readonly rules: readonly string[];
  readonly reason: string | null;
  readonly is_accepted: boolean;
  readonly hides: { readonly count: number; readonly worst_severity: Severity } | null;
}

/** A directive with its rules, what it hides and its reason, in one line of plain text: a reason is untrusted text. */
export function describeDirective({
  directive,
  rules,
  reason,
  is_accepted: isAccepted,
  hides,
}: ShownDirective): string {
  const named = rules.length === 0 ? directive : `${directive} ${rules.join(', ')}`;
  const hidden =
    hides === null
      ? []
      : [`hides ${hides.count} ${hides.count === 1 ? 'problem' : 'problems'}, the worst is ${hides.worst_severity}`];
  return [
    named,
    ...hidden,
    ...(isAccepted ? ['accepted'] : []),
    reason === null ? 'no reason' : `reason: ${reason}`,
  ].join('; ');
}
