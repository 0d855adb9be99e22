import { type PolicyDraft, SWITCHES } from './policy-draft';

const keyOf = (owner: string): string => `policy-draft.${owner}`;

/**
 * The unsaved draft of an organization's policy, as this tab keeps it; null where there is none.
 *
 * @param owner the person and the organization: another person who signs in in this tab has a draft of their own
 */
export function keptDraft(owner: string): PolicyDraft | null {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(keyOf(owner)) ?? 'null');
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

/** Keeps a draft until it is saved, dropped, or the tab is closed; null forgets it. */
export function keepDraft(owner: string, draft: PolicyDraft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(keyOf(owner));
    else sessionStorage.setItem(keyOf(owner), JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing has the draft for as long as the page is open.
  }
}

/** True for what this build reads as a draft: an older build may have kept another form. */
function isDraft(value: unknown): value is PolicyDraft {
  const { base, texts, coverageOn, switches } = (value ?? {}) as Partial<PolicyDraft>;
  return (
    typeof base?.policy_version === 'string' &&
    typeof base.policy === 'object' &&
    typeof texts === 'object' &&
    Object.values(texts).every((text) => typeof text === 'string') &&
    (coverageOn === 'all' || coverageOn === 'changes') &&
    SWITCHES.every((name) => typeof switches?.[name] === 'boolean')
  );
}
