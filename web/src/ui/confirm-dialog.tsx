import { type ReactNode } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { Notice } from './notice';

interface ConfirmDialogProps {
  readonly title: string;
  /** Label of the button that does it. */
  readonly action: string;
  readonly isPending: boolean;
  /** Reason why it failed. */
  readonly failure: string | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Consequence, in figures. */
  readonly children: ReactNode;
}

/** Confirmation of what cannot be undone at once: its consequence first, then the button that does it. */
export function ConfirmDialog({ title, action, isPending, failure, onConfirm, onClose, children }: ConfirmDialogProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={onConfirm}
      actions={
        <Button kind="danger" type="submit" disabled={isPending}>
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
    </Dialog>
  );
}
