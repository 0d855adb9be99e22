import { useState } from 'react';
import { type Problem, problemOf } from '../../../../api/problem';
import { boundWord, RULE_TITLES, type RuleName } from '../../../../gate/words';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { usualEnd } from '../../../../ui/end-day';
import { EndField } from '../../../../ui/end-field';
import { Field, SelectField } from '../../../../ui/field';
import { Notice } from '../../../../ui/notice';
import { ReasonField } from '../../../../ui/reason-field';
import { useMe } from '../../../people/session/session.queries';
import { type NewWaiver } from '../changes.queries';
import { boundHint } from '../messages';
import { bodyOf, scopeKey, type WaiverDraft } from '../waiver-draft';
import { type WaiversSearch } from '../waivers-search';
import { ScopeFields } from './scope-fields';

interface WaiverFormProps {
  readonly title: string;
  readonly action: string;
  /** Values that the address fills in. */
  readonly filledIn: Pick<WaiversSearch, 'rule' | 'repo' | 'pr'>;
  readonly names: ReadonlyMap<number, string>;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onSubmit: (waiver: NewWaiver) => void;
  readonly onClose: () => void;
}

/** Form of a waiver that is made or requested. */
export function WaiverForm(props: WaiverFormProps) {
  const { title, action, filledIn, names, isPending, error, onSubmit, onClose } = props;
  const maxDays = useMe().limits.waiver_max_days;
  const [draft, setDraft] = useState<WaiverDraft>(() => ({
    rule: filledIn.rule ?? 'new_critical_max',
    reason: '',
    scope: scopeKey(filledIn.repo, filledIn.pr),
    pullRequest: '',
    ends: usualEnd({ nowMs: Date.now(), maxDays }),
    atMost: '',
  }));
  const set = (change: Partial<WaiverDraft>) => setDraft((now) => ({ ...now, ...change }));
  const problem = error && problemOf(error);
  const errorOf = (field: keyof NewWaiver) => fieldError(problem, field);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => onSubmit(bodyOf(draft, { nowMs: Date.now(), maxDays }))}
      actions={
        <Button kind="primary" type="submit" disabled={isPending}>
          {action}
        </Button>
      }
    >
      {problem && !problem.extra.errors && (
        <Notice tone="failure" role="alert">
          {problem.detail}
        </Notice>
      )}
      <SelectField
        label="Rule"
        value={draft.rule}
        error={errorOf('rule')}
        onChange={(event) => set({ rule: event.target.value as RuleName })}
      >
        {Object.entries(RULE_TITLES).map(([rule, words]) => (
          <option key={rule} value={rule}>
            {words}
          </option>
        ))}
      </SelectField>
      <ReasonField
        autoFocus={filledIn.rule !== undefined}
        value={draft.reason}
        error={errorOf('reason')}
        hint="Others see it beside the verdict."
        onChange={(reason) => set({ reason })}
      />
      <ScopeFields
        draft={draft}
        filledIn={filledIn}
        names={names}
        errors={{ scope: errorOf('repo_id'), pullRequest: errorOf('pr_number') }}
        onChange={set}
      />
      <EndField value={draft.ends} maxDays={maxDays} error={errorOf('expires_at')} onChange={(ends) => set({ ends })} />
      <Field
        label={boundWord(draft.rule) === 'at least' ? 'At least' : 'At most'}
        value={draft.atMost}
        error={errorOf('max_actual')}
        hint={boundHint(draft.rule)}
        onChange={(event) => set({ atMost: event.target.value })}
      />
    </Dialog>
  );
}

const fieldError = (problem: Problem | null, field: keyof NewWaiver): string | undefined =>
  problem?.extra.errors?.find((each) => each.field === field)?.message;
