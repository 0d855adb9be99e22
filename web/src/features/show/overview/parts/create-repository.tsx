import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { Field } from '../../../../ui/field';
import { Notice } from '../../../../ui/notice';
import { useCreateRepository } from '../changes.queries';

interface CreateRepositoryProps {
  readonly onClose: () => void;
  readonly onCreated: (repoId: number) => void;
}

export const WHO_CREATES =
  'Only administrators and owners of the organization can create repositories. A first scan creates its repository.';

/** Form of a repository that was not scanned yet. */
export function CreateRepository({ onClose, onCreated }: CreateRepositoryProps) {
  const create = useCreateRepository();
  const [name, setName] = useState('');
  const [branch, setBranch] = useState('main');
  const [url, setUrl] = useState('');
  const submit = () =>
    create.mutate(
      { name, default_branch: branch, url: url === '' ? null : url },
      { onSuccess: ({ id }) => onCreated(id) },
    );
  const failure = formFailure(create.error, ['name', 'default_branch', 'url']);
  return (
    <Dialog
      title="New repository"
      onClose={onClose}
      onSubmit={submit}
      actions={
        <Button kind="primary" type="submit" disabled={create.isPending}>
          Create
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
        placeholder="acme/web"
        maxLength={200}
        value={name}
        error={fieldFault(create.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      <Field
        label="Default branch"
        required
        maxLength={500}
        value={branch}
        error={fieldFault(create.error, 'default_branch')}
        onChange={({ target }) => setBranch(target.value)}
      />
      <Field
        label="Web address"
        type="url"
        placeholder="https://git.example.com/acme/web"
        value={url}
        error={fieldFault(create.error, 'url')}
        onChange={({ target }) => setUrl(target.value)}
      />
    </Dialog>
  );
}
