import { useMe } from '../../session/session.queries';
import { useCreateWaiver, useRequestWaiver, type WaiverState } from '../waivers.queries';
import { type WaiversSearch } from '../waivers-search';
import { WaiverForm } from './waiver-form';

interface OpenFormProps {
  readonly search: WaiversSearch;
  readonly names: ReadonlyMap<number, string>;
  readonly onClose: () => void;
  /** Called with what has happened, and the list that has it. */
  readonly onDone: (words: string, state: WaiverState) => void;
}

/** The form that the address opens, for people who may send it. */
export function OpenForm(props: OpenFormProps) {
  const { can } = useMe();
  const { form } = props.search;
  if (form === 'new' && can.waive) return <NewWaiver {...props} />;
  if (form === 'request' && can.request_waiver) return <RequestWaiver {...props} />;
  return null;
}

function NewWaiver({ search, names, onClose, onDone }: OpenFormProps) {
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

function RequestWaiver({ search, names, onClose, onDone }: OpenFormProps) {
  const request = useRequestWaiver();
  const onSuccess = () => onDone('Requested. An administrator who is another person decides.', 'requested');
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
