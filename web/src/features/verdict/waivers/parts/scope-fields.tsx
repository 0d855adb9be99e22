import { Field, SelectField } from '../../../../ui/field';
import { scopeWords } from '../messages';
import { scopeKey, type WaiverDraft } from '../waiver-draft';
import { type WaiversSearch } from '../waivers-search';

interface ScopeFieldsProps {
  readonly draft: WaiverDraft;
  readonly filledIn: Pick<WaiversSearch, 'repo' | 'pr'>;
  readonly names: ReadonlyMap<number, string>;
  readonly errors: { readonly scope: string | undefined; readonly pullRequest: string | undefined };
  readonly onChange: (change: Partial<WaiverDraft>) => void;
}

/** Choice of the organization, a repository or the pull request that the form was opened for; of a repository also by number. */
export function ScopeFields({ draft, filledIn: { repo, pr }, names, errors, onChange }: ScopeFieldsProps) {
  const isRepository = draft.scope !== '' && !draft.scope.includes('#');
  return (
    <>
      <SelectField
        label="Scope"
        value={draft.scope}
        error={errors.scope}
        onChange={(event) => onChange({ scope: event.target.value })}
      >
        <option value={scopeKey(null)}>{scopeWords({ repo_id: null, repo_name: null, pr_number: null })}</option>
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
