import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { failureWords } from '../../../../api/problem';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Dialog } from '../../../../ui/dialog';
import { Field, SelectField } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { Notice } from '../../../../ui/notice';
import { useIsAdministrator } from '../../../people/session/session.queries';
import { type ForgeConnection, useRemovePlace, useSavePlace } from '../forges.queries';
import { KINDS } from '../messages';
import { ownContext, ownReport } from '../own-settings';
import { type RepoForge } from '../repo-forge.queries';

interface PlaceActionsProps {
  readonly repo: { readonly id: number; readonly name: string };
  readonly place: RepoForge;
  readonly connections: readonly ForgeConnection[];
  readonly onSaved: (place: RepoForge) => void;
}

const WHO = 'Only administrators and owners of the organization can set where a repository is shown.';
const NO_CONNECTION = 'No forge is connected yet.';

/** Buttons that set and remove the place of a repository. */
export function PlaceActions(props: PlaceActionsProps) {
  const { repo, place, connections } = props;
  const [open, setOpen] = useState<'set' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const who = useIsAdministrator() ? null : WHO;
  return (
    <div className={form.actions}>
      <Button
        kind="primary"
        lockedBecause={who ?? (connections.length === 0 ? NO_CONNECTION : null)}
        onClick={() => setOpen('set')}
      >
        Set place
      </Button>
      {place.forge_id !== null && (
        <Button lockedBecause={who} onClick={() => setOpen('remove')}>
          Remove place
        </Button>
      )}
      {open === 'set' && <SetPlace {...props} onClose={close} />}
      {open === 'remove' && <RemovePlace repoId={repo.id} onClose={close} />}
    </div>
  );
}

const FIELDS = ['forge_id', 'project', 'context'];

interface SetPlaceProps extends PlaceActionsProps {
  readonly onClose: () => void;
}

function SetPlace({ repo, place, connections, onSaved, onClose }: SetPlaceProps) {
  const save = useSavePlace(repo.id);
  const [forgeId, setForgeId] = useState(place.forge_id ?? connections[0]!.id);
  const [project, setProject] = useState(place.project ?? repo.name);
  const connection = connections.find(({ id }) => id === forgeId) ?? connections[0]!;
  const [context, setContext] = useState(ownContext(place, connection) ?? '');
  const failure = formFailure(save.error, FIELDS);
  const submit = () =>
    save.mutate(
      {
        ...{ forge_id: connection.id, project: project.trim(), report: ownReport(place, connection) },
        context: context.trim() === '' ? null : context.trim(),
      },
      {
        onSuccess: (saved) => {
          onSaved(saved);
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={`Place of ${repo.name}`}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <Button kind="primary" type="submit" disabled={save.isPending}>
          Save place
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <SelectField
        label="Connection"
        value={forgeId}
        error={fieldFault(save.error, 'forge_id')}
        onChange={(event) => setForgeId(Number(event.target.value))}
      >
        {connections.map(({ id, name, kind }) => (
          <option key={id} value={id}>
            {name} ({KINDS[kind].name})
          </option>
        ))}
      </SelectField>
      <Field
        label="Repository there"
        required
        maxLength={500}
        value={project}
        error={fieldFault(save.error, 'project')}
        hint={`As the forge names it, for example ${KINDS[connection.kind].projectExample}. The forge confirms it once.`}
        onChange={(event) => setProject(event.target.value)}
      />
      <Field
        label="Name of the status"
        maxLength={40}
        placeholder={connection.context}
        value={context}
        error={fieldFault(save.error, 'context')}
        hint={`Empty: ${connection.context}, as set for the connection.`}
        onChange={(event) => setContext(event.target.value)}
      />
    </Dialog>
  );
}

function RemovePlace({ repoId, onClose }: { readonly repoId: number; readonly onClose: () => void }) {
  const remove = useRemovePlace(repoId);
  return (
    <ConfirmDialog
      title="Remove the place at the forge?"
      action="Remove"
      isPending={remove.isPending}
      failure={failureWords(remove.error)}
      onConfirm={() => announceDone(remove.mutateAsync(undefined, { onSuccess: onClose }), 'The place is removed.')}
      onClose={onClose}
    >
      <p>
        Verdicts are then no longer shown at a forge, and no place is guessed. What the forge already shows stays there.
      </p>
    </ConfirmDialog>
  );
}
