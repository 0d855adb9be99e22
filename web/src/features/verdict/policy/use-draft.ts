import { useState } from 'react';
import { keepDraft, keptDraft } from './draft-store';
import { draftOf, isChanged, type PolicyDraft, type PolicyVersion } from './policy-draft';

/**
 * The policy as it is typed, kept for this tab, so that a reload or another page does not lose it.
 *
 * @param owner as for `keptDraft`
 * @param current policy in force, which the draft is until something is typed
 * @returns the draft; true where it differs from the policy that it began from; and what sets it, where null drops it
 */
export function useDraft(owner: string, current: PolicyVersion) {
  const [edited, setEdited] = useState(() => keptDraft(owner));
  const draft = edited ?? draftOf(current);
  const setDraft = (next: PolicyDraft | null): void => {
    keepDraft(owner, next !== null && isChanged(next) ? next : null);
    setEdited(next);
  };
  return {
    draft,
    isEdited: edited !== null,
    isUnsaved: edited !== null && isChanged(edited),
    setDraft,
  };
}
