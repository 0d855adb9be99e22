import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { RULE_TITLES, type RuleName } from '../../../../gate/words';
import { SavedViews } from '../../../../shell/saved-views';
import { Button } from '../../../../ui/button';
import { Check } from '../../../../ui/check';
import { Field, SelectField } from '../../../../ui/field';
import list from '../../../../ui/list.module.css';
import { Segments } from '../../../../ui/segments';
import { useMe } from '../../../people/session/session.queries';
import { type AllPullsSearch, PULL_VERDICTS } from '../all-pulls-search';
import { ownersQuery, reposQuery } from '../repository.queries';

interface AllPullsFiltersProps {
  readonly filter: AllPullsSearch;
  readonly onChange: (filter: AllPullsSearch, isTyping: boolean) => void;
}

const VERDICT_LABELS = { failed: 'Failed', passed: 'Clear', pending: 'Pending', not_judged: 'Not judged' } as const;

/** Filters of the list of all pull requests. */
export function AllPullsFilters({ filter, onChange }: AllPullsFiltersProps) {
  const set = (change: { [Name in keyof AllPullsSearch]?: AllPullsSearch[Name] | undefined }, isTyping = false) =>
    onChange({ ...filter, ...change }, isTyping);
  const typed = (text: string): string | undefined => (text === '' ? undefined : text);
  return (
    <>
      <div className={list.controls}>
        <Segments
          label="State"
          value={filter.state ?? 'open'}
          segments={[
            { value: 'open', label: 'Open' },
            { value: 'closed', label: 'Closed' },
            { value: 'all', label: 'All' },
          ]}
          onChange={(state) => set({ state: state === 'open' ? undefined : state })}
        />
        <Segments
          label="Verdict"
          value={filter.verdict ?? 'any'}
          segments={[
            { value: 'any' as const, label: 'Any verdict' },
            ...PULL_VERDICTS.map((value) => ({ value, label: VERDICT_LABELS[value] })),
          ]}
          onChange={(verdict) => set({ verdict: verdict === 'any' ? undefined : verdict })}
        />
        <Check
          label="Mine"
          isChecked={filter.mine === true}
          onChange={(isMine) => set({ mine: isMine ? true : undefined })}
        />
        <SavedViews page="pull-requests" />
        {Object.keys(filter).length > 0 && (
          <Button kind="quiet" onClick={() => onChange({}, false)}>
            Clear filters
          </Button>
        )}
      </div>
      <div className={list.fields}>
        <RepositoryField value={filter.repo_id} onChange={(repo_id) => set({ repo_id })} />
        <Field
          label="Author"
          value={filter.author ?? ''}
          onChange={({ target }) => set({ author: typed(target.value) }, true)}
        />
        <OwnerField value={filter.owner ?? ''} onChange={(owner) => set({ owner: typed(owner) }, true)} />
        <SelectField
          label="Violated rule"
          value={filter.rule ?? ''}
          onChange={({ target }) => set({ rule: typed(target.value) as RuleName | undefined })}
        >
          <option value="">Any rule</option>
          {Object.entries(RULE_TITLES).map(([rule, title]) => (
            <option key={rule} value={rule}>
              {title}
            </option>
          ))}
        </SelectField>
        <Field
          label="Scanned since"
          type="date"
          value={filter.since ?? ''}
          onChange={({ target }) => set({ since: typed(target.value) }, true)}
        />
      </div>
    </>
  );
}

interface OwnerFieldProps {
  readonly value: string;
  readonly onChange: (owner: string) => void;
}

/** An owner to type or to choose, the person's own names first. They are loaded when the field is used. */
function OwnerField({ value, onChange }: OwnerFieldProps) {
  const { owner_names: mine } = useMe();
  const listId = useId();
  const [isWanted, setWanted] = useState(false);
  const { data: owners = [] } = useQuery({ ...ownersQuery(), enabled: isWanted });
  const isMine = (owner: string) => mine.includes(owner.toLowerCase());
  return (
    <>
      <Field
        label="Owner"
        placeholder="@acme/web"
        list={listId}
        value={value}
        onFocus={() => setWanted(true)}
        onPointerEnter={() => setWanted(true)}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={listId}>
        {owners
          .toSorted((one, other) => Number(isMine(other)) - Number(isMine(one)))
          .map((owner) => (
            <option key={owner} value={owner} label={isMine(owner) ? `${owner} (you)` : undefined} />
          ))}
      </datalist>
    </>
  );
}

interface RepositoryFieldProps {
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}

/** Choice of a repository, whose names are fetched once somebody wants to choose. */
function RepositoryField({ value, onChange }: RepositoryFieldProps) {
  const [isWanted, setWanted] = useState(value !== undefined);
  const { data: repos = [] } = useQuery({ ...reposQuery(), enabled: isWanted });
  return (
    <SelectField
      label="Repository"
      value={value ?? ''}
      onFocus={() => setWanted(true)}
      onPointerEnter={() => setWanted(true)}
      onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
    >
      <option value="">All repositories</option>
      {repos.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
