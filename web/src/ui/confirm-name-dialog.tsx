import { type ReactNode, useState } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { Field } from './field';
import { Notice } from './notice';

interface ConfirmNameDialogProps {
  readonly title: string;
  /** Label of the button that does it. */
  readonly action: string;
  /** Name of what is deleted, to be typed. */
  readonly name: string;
  readonly isPending: boolean;
  /** Reason why it failed. */
  readonly failure: string | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Consequence, in figures. */
  readonly children: ReactNode;
}

/** Confirmation of what a slip must not do: its name is typed first. */
export function ConfirmNameDialog(props: ConfirmNameDialogProps) {
  const { title, action, name, isPending, failure, onConfirm, onClose, children } = props;
  const [typed, setTyped] = useState('');
  const isConfirmed = typed === name;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => isConfirmed && onConfirm()}
      actions={
        <Button
          kind="danger"
          type="submit"
          lockedBecause={isConfirmed ? null : `Type ${name} first.`}
          disabled={isPending}
        >
          {action}
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      {children}
      <Field
        label={`Type ${name} to confirm`}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Dialog>
  );
}
