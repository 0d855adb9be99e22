import { Field, SelectField } from '../../../../ui/field';
import { scopeWords } from '../messages';
import { scopeKey, type WaiverDraft, WHOLE_ORGANIZATION } from '../waiver-draft';
import { type WaiversSearch } from '../waivers-search';

interface ScopeFieldsProps {
  readonly draft: WaiverDraft;
  readonly filledIn: Pick<WaiversSearch, 'repo' | 'pr'>;
  readonly names: ReadonlyMap<number, string>;
  readonly errors: { readonly scope: string | undefined; readonly pullRequest: string | undefined };
  readonly onChange: (change: Partial<WaiverDraft>) => void;
}

/** Choice of the pull request that the form was opened for, a repository or the organization, the narrowest first; of a repository also by number. */
export function ScopeFields({ draft, filledIn: { repo, pr }, names, errors, onChange }: ScopeFieldsProps) {
  const isRepository = /^\d+$/.test(draft.scope);
  return (
    <>
      <SelectField
        label="Scope"
        required
        value={draft.scope}
        error={errors.scope}
        onChange={(event) => onChange({ scope: event.target.value })}
      >
        {repo === undefined && (
          <option value="" disabled>
            Choose where it applies
          </option>
        )}
        {repo !== undefined && pr !== undefined && (
          <option value={scopeKey(repo, pr)}>
            {scopeWords({ repo_id: repo, repo_name: names.get(repo) ?? null, pr_number: pr })}
          </option>
        )}
        {[...names].map(([id, name]) => (
          <option key={id} value={scopeKey(id)}>
            {name}
          </option>
        ))}
        <option value={WHOLE_ORGANIZATION}>{scopeWords({ repo_id: null, repo_name: null, pr_number: null })}</option>
      </SelectField>
      {isRepository && (
        <Field
          label="Pull request"
          type="number"
          min={1}
          value={draft.pullRequest}
          error={errors.pullRequest}
          hint="Its number. Empty: the whole repository."
          onChange={(event) => onChange({ pullRequest: event.target.value })}
        />
      )}
    </>
  );
}
