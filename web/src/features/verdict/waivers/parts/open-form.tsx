import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { Notice } from '../../../../ui/notice';
import { useMe } from '../../../people/session/session.queries';
import { reposQuery } from '../../../show/repository/repository.queries';
import { useCreateWaiver, useRequestWaiver } from '../changes.queries';
import { type WaiverState } from '../waivers.queries';
import { type WaiversSearch } from '../waivers-search';
import { WaiverForm } from './waiver-form';

interface OpenFormProps {
  readonly search: WaiversSearch;
  readonly onClose: () => void;
  /** Called with what has happened, and the list that has it. */
  readonly onDone: (words: string, state: WaiverState) => void;
}

interface FormProps extends OpenFormProps {
  readonly names: ReadonlyMap<number, string>;
}

/** The form that the address opens, for people who may send it; repositories to choose from are fetched with it. */
export function OpenForm(props: OpenFormProps) {
  const { can } = useMe();
  const { form } = props.search;
  const isOpen = (form === 'new' && can.waive) || (form === 'request' && can.request_waiver);
  const { data: repos, error, refetch } = useQuery({ ...reposQuery(), enabled: isOpen });
  if (!isOpen) return null;
  if (error)
    return (
      <Notice tone="failure" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
        {problemOf(error).detail}
      </Notice>
    );
  if (!repos) return null;
  const names = new Map(repos.map(({ id, name }) => [id, name]));
  return form === 'new' ? <NewWaiver {...props} names={names} /> : <RequestWaiver {...props} names={names} />;
}

function NewWaiver({ search, names, onClose, onDone }: FormProps) {
  const create = useCreateWaiver();
  const onSuccess = () => onDone('Created. The next evaluation takes it into account.', 'in_force');
  return (
    <WaiverForm
      title="New waiver"
      action="Create waiver"
      filledIn={search}
      names={names}
      isPending={create.isPending}
      error={create.error}
      onSubmit={(waiver) => create.mutate(waiver, { onSuccess })}
      onClose={onClose}
    />
  );
}

function RequestWaiver({ search, names, onClose, onDone }: FormProps) {
  const request = useRequestWaiver();
  const onSuccess = () => onDone('Requested. An administrator other than you decides.', 'requested');
  return (
    <WaiverForm
      title="Request waiver"
      action="Send request"
      filledIn={search}
      names={names}
      isPending={request.isPending}
      error={request.error}
      onSubmit={(waiver) => request.mutate(waiver, { onSuccess })}
      onClose={onClose}
    />
  );
}
