import { type SubmitEvent, useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { Button } from '../../../../ui/button';
import { TextField } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { Notice } from '../../../../ui/notice';
import { useUpdateRepository } from '../changes.queries';
import { type RepoOfPage } from '../repository.queries';
import { linesOf } from './repository-names';

interface BaselineFormProps {
  readonly repo: RepoOfPage;
  /** Reason why the person may not change it; null where they may. */
  readonly lockedBecause: string | null;
}

/** Form of the branches whose scans are baseline scans. */
export function BaselineForm({ repo, lockedBecause }: BaselineFormProps) {
  const update = useUpdateRepository(repo.id);
  const [branches, setBranches] = useState(repo.baseline_branches.join('\n'));
  const failure = formFailure(update.error, ['baseline_branches']);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (lockedBecause === null) update.mutate({ baseline_branches: linesOf(branches) });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <TextField
        label="Baseline branches besides the default branch, one per line"
        hint="* matches anything within a segment, ** any number of segments."
        value={branches}
        error={fieldFault(update.error, 'baseline_branches')}
        onChange={(event) => setBranches(event.target.value)}
      />
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      {update.isSuccess && <Notice role="status">Saved.</Notice>}
      <div className={form.actions}>
        <Button kind="primary" type="submit" lockedBecause={lockedBecause} disabled={update.isPending}>
          Save branches
        </Button>
      </div>
    </form>
  );
}
