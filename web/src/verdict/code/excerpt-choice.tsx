import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { failureWords } from '../../api/problem';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import form from '../../ui/form.module.css';
import { countOf, formatBytes, formatDateTime } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { loweringQuery, useChooseExcerpts } from './excerpt-choice.queries';
import { type SourceExcerpts } from './source.queries';

interface ExcerptChoiceProps {
  readonly repo: { readonly id: number; readonly name: string; readonly source_excerpts: SourceExcerpts };
  /** Reason why the person may not choose; null where they may. */
  readonly lockedBecause: string | null;
}

/** The least first. */
const CHOICES = [
  { value: 'none', label: 'None: pages show line numbers with links to the forge' },
  { value: 'findings', label: 'The lines around findings, and around added lines that no test runs' },
  { value: 'files', label: 'Whole files: those of a change, and those with findings' },
] as const satisfies readonly { readonly value: SourceExcerpts; readonly label: string }[];

const placeOf = (choice: SourceExcerpts) => CHOICES.findIndex(({ value }) => value === choice);

/** Choice of the source text that a repository stores; less of it is confirmed with what that deletes. */
export function ExcerptChoice({ repo, lockedBecause }: ExcerptChoiceProps) {
  const [chosen, setChosen] = useState<SourceExcerpts>(repo.source_excerpts);
  const [isAsking, setAsking] = useState(false);
  const choose = useChooseExcerpts(repo.id);
  const name = useId();
  const save = () => choose.mutate(chosen, { onSuccess: () => setAsking(false) });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (lockedBecause !== null || chosen === repo.source_excerpts) return;
    if (placeOf(chosen) < placeOf(repo.source_excerpts)) setAsking(true);
    else save();
  };
  const deletion = choose.data?.source_deletion;
  return (
    <>
      <form className={form.form} onSubmit={submit}>
        <fieldset className={form.checks}>
          <legend>Source text that the service stores</legend>
          {CHOICES.map(({ value, label }) => (
            <label key={value} className={form.check}>
              <input
                type="radio"
                name={name}
                value={value}
                checked={chosen === value}
                onChange={() => setChosen(value)}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <p>
          It is sent by the pipeline, sealed with the key of the organization, and deleted with the last scan that has
          it. Secrets that tools find are masked.
        </p>
        {choose.error !== null && !isAsking && (
          <Notice tone="failure" role="alert">
            {failureWords(choose.error)}
          </Notice>
        )}
        {choose.data !== undefined && (
          <Notice role="status">
            {deletion
              ? `Saved. ${countOf(deletion.files, 'stored file')} can no longer be read. They are deleted by ${formatDateTime(deletion.until)}.`
              : 'Saved. It applies from the next scan.'}
          </Notice>
        )}
        <div className={form.actions}>
          <Button kind="primary" type="submit" lockedBecause={lockedBecause} disabled={choose.isPending}>
            Save choice
          </Button>
        </div>
      </form>
      {isAsking && (
        <ConfirmDialog
          title={`Delete stored source of ${repo.name}?`}
          action="Delete source"
          isPending={choose.isPending}
          failure={failureWords(choose.error)}
          onConfirm={save}
          onClose={() => setAsking(false)}
        >
          <Lowering repoId={repo.id} to={chosen === 'none' ? 'none' : 'findings'} />
        </ConfirmDialog>
      )}
    </>
  );
}

function Lowering({ repoId, to }: { readonly repoId: number; readonly to: 'none' | 'findings' }) {
  const { data, error } = useQuery(loweringQuery(repoId));
  if (error) return <p role="alert">{failureWords(error)}</p>;
  const figures = data?.[to];
  return (
    <>
      <p role="status">
        {figures === undefined
          ? 'Counting what is stored.'
          : figures.files === 0
            ? 'Nothing is stored that this choice does not allow.'
            : `${countOf(figures.files, 'stored file')} (${formatBytes(figures.bytes)}) become unreadable at once, and are deleted within 24 hours.`}
      </p>
      <p>This cannot be undone. Scans keep their findings, coverage and verdicts.</p>
    </>
  );
}
