import { type ReactNode, useState } from 'react';
import { Button } from './button';
import { Field } from './field';
import form from './form.module.css';
import { Notice } from './notice';

/** Passwords as they were typed; `current` is empty where the form has no field for it. */
export interface TypedPasswords {
  readonly current: string;
  readonly next: string;
}

interface PasswordFormProps {
  /** Label of the button. */
  readonly label: string;
  /** Shows a field for the current password. */
  readonly needsCurrent?: boolean;
  /** Sentence about a refusal; null where nothing was refused. */
  readonly failure: string | null;
  /** Sentence about a success. */
  readonly done?: string | undefined;
  readonly isPending: boolean;
  /** @param clear empties the fields */
  /** Fields between those of the passwords and the button. */
  readonly children?: ReactNode;
  readonly onSubmit: (passwords: TypedPasswords, clear: () => void) => void;
}

/** Sets another password. */
export function PasswordForm({
  label,
  needsCurrent = false,
  failure,
  done,
  isPending,
  children,
  onSubmit,
}: PasswordFormProps) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const clear = () => {
    setCurrent('');
    setNext('');
  };
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ current, next }, clear);
      }}
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      {needsCurrent && (
        <Field
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      )}
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        autoFocus={!needsCurrent}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      {children}
      <div className={form.actions}>
        <Button kind="primary" type="submit" disabled={isPending}>
          {label}
        </Button>
        {done !== undefined && <span role="status">{done}</span>}
      </div>
    </form>
  );
}
