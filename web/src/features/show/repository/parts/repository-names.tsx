import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { Field, TextField } from '../../../../ui/field';
import { formatList } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { Section } from '../../../../ui/panel';
import { useUpdateRepository } from '../changes.queries';
import { type RepositoryOverview } from '../repository.queries';

const WHO = 'Only administrators and owners of the organization may rename repositories.';

/** Names by which pipelines find the repository, and the form that changes them. */
export function RepositoryNames({ page: { repo, can } }: { readonly page: RepositoryOverview }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title="Names"
      controls={
        <Button lockedBecause={can.edit_repo === true ? null : WHO} onClick={() => setOpen(true)}>
          Edit repository
        </Button>
      }
    >
      <p>
        <strong>{repo.name}</strong>
        {repo.aliases.length > 0 && `, also ${formatList(repo.aliases)}`}
      </p>
      {isOpen && <EditRepository repo={repo} onClose={() => setOpen(false)} />}
    </Section>
  );
}

interface EditRepositoryProps {
  readonly repo: RepositoryOverview['repo'];
  readonly onClose: () => void;
}

function EditRepository({ repo, onClose }: EditRepositoryProps) {
  const update = useUpdateRepository(repo.id);
  const [name, setName] = useState(repo.name);
  const [branch, setBranch] = useState(repo.default_branch);
  const before = repo.aliases.join('\n');
  const [aliases, setAliases] = useState(before);
  const submit = () =>
    announceDone(
      update.mutateAsync(
        {
          ...(name !== repo.name && { name }),
          ...(branch !== repo.default_branch && { default_branch: branch }),
          // Left alone, the list gains the name of before.
          ...(aliases !== before && { aliases: linesOf(aliases) }),
        },
        { onSuccess: onClose },
      ),
      `The repository ${name} is saved.`,
    );
  const failure = formFailure(update.error, ['name', 'default_branch', 'aliases']);
  return (
    <Dialog
      title={`Edit ${repo.name}`}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <Button kind="primary" type="submit" disabled={update.isPending}>
          Save
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <Field
        label="Name"
        required
        maxLength={200}
        hint="The old name stays as an alias, so that pipelines that use it still find the repository."
        value={name}
        error={fieldFault(update.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      <Field
        label="Default branch"
        required
        maxLength={500}
        value={branch}
        error={fieldFault(update.error, 'default_branch')}
        onChange={({ target }) => setBranch(target.value)}
      />
      <TextField
        label="Aliases"
        hint="Other names, one per line."
        value={aliases}
        error={fieldFault(update.error, 'aliases')}
        onChange={({ target }) => setAliases(target.value)}
      />
    </Dialog>
  );
}

/** Lines of a text that are not blank. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
