import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { Breakable } from './breakable';
import { Button } from './button';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  /** Called by Escape, the button and a click beside it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons beside the one that closes it. */
  readonly actions: ReactNode;
  /** Word of the button that closes it, where nothing is cancelled by it. */
  readonly closeWord?: string;
  readonly onSubmit?: () => void;
}

/**
 * The browser's own modal dialog: it takes the focus, keeps it and gives it back. The focus starts at the field with `autoFocus`,
 * or else at the first control. It is at the end of the document, where it inherits nothing of the place that opens it.
 */
export function Dialog({ title, onClose, children, actions, closeWord = 'Cancel', onSubmit }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed while it is in the document, or the browser does not give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser has given the focus to the first control.
    element?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      element?.close();
      const { activeElement, body } = document;
      // A key opened it, or what opened it has gone or is locked now.
      if (activeElement === body || element?.contains(activeElement))
        document.querySelector<HTMLElement>('main h1')?.focus();
    };
  }, []);
  return createPortal(
    <dialog
      ref={dialog}
      aria-label={title}
      className={styles.dialog}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <form
        className={styles.form}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          // its button, which may be disabled or locked
          event.currentTarget.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <h2>
          <Breakable text={title} />
        </h2>
        {children}
        <div className={styles.actions}>
          <Button onClick={onClose}>{closeWord}</Button>
          {actions}
        </div>
      </form>
    </dialog>,
    document.body,
  );
}
