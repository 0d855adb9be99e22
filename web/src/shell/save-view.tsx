import { useState } from 'react';
import { fieldFault, formFailure } from '../api/form-faults';
import { useMe } from '../features/people/session/session.queries';
import { useSaveView, type ViewPage } from '../features/show/views/views.queries';
import { Button } from '../ui/button';
import { Check } from '../ui/check';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Notice } from '../ui/notice';

interface SaveViewProps {
  readonly page: ViewPage;
  readonly query: string;
  readonly onClose: () => void;
}

/** Form that saves a filter under a name. */
export function SaveView({ page, query, onClose }: SaveViewProps) {
  const save = useSaveView();
  const { role } = useMe();
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const failure = formFailure(save.error, ['name']);
  return (
    <Dialog
      title="Save view"
      onClose={onClose}
      onSubmit={() => save.mutate({ page, name, query, shared: isShared }, { onSuccess: onClose })}
      actions={
        <Button kind="primary" type="submit" disabled={save.isPending}>
          Save
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <p>A view keeps the filters and the order of this list.</p>
      <Field
        label="Name"
        required
        maxLength={100}
        value={name}
        error={fieldFault(save.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      {role !== 'VIEWER' && <Check label="Share it in the organization" isChecked={isShared} onChange={setShared} />}
    </Dialog>
  );
}
