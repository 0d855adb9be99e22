import { useState } from 'react';
import { fieldFault, formFailure } from '../api/form-faults';
import { useMe } from '../features/people/session/session.queries';
import { useSaveView, type View, type ViewPage } from '../features/show/views/views.queries';
import { announceDone } from '../ui/announce';
import { Button } from '../ui/button';
import { Check } from '../ui/check';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Notice } from '../ui/notice';

interface SaveViewProps {
  readonly page: ViewPage;
  readonly query: string;
  /** The one that is changed; null for a new one. */
  readonly view: View | null;
  readonly onClose: () => void;
}

/** Form that saves a filter under a name, or changes a saved one. */
export function SaveView({ page, query, view, onClose }: SaveViewProps) {
  const save = useSaveView();
  const { role } = useMe();
  const [name, setName] = useState(view?.name ?? '');
  const [isShared, setShared] = useState(view?.shared ?? false);
  const [takesQuery, setTakesQuery] = useState(view === null);
  const failure = formFailure(save.error, ['name']);
  return (
    <Dialog
      title={view === null ? 'Save view' : `Edit view ${view.name}`}
      onClose={onClose}
      onSubmit={() =>
        announceDone(
          save.mutateAsync(
            { page, id: view?.id, body: { name, shared: isShared, ...(takesQuery && { query }) } },
            { onSuccess: onClose },
          ),
          `The view ${name} is saved. It is in the menu Views.`,
        )
      }
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
      <p>A view stores the filters and the order of this list.</p>
      <Field
        label="Name"
        required
        maxLength={100}
        value={name}
        error={fieldFault(save.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      {view !== null && view.query !== query && (
        <Check label="Replace its filter with that of the list" isChecked={takesQuery} onChange={setTakesQuery} />
      )}
      {role !== 'VIEWER' && <Check label="Share it in the organization" isChecked={isShared} onChange={setShared} />}
    </Dialog>
  );
}
