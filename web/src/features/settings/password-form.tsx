import { useState } from 'react';
import { problemOf } from '../../api/problem';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import form from '../../ui/form.module.css';
import { Notice } from '../../ui/notice';
import { useChangePassword } from './settings.queries';

interface PasswordFormProps {
  /** Said once it is changed. */
  readonly done?: string;
  readonly onChanged?: () => void;
}

/** Sets another password in place of the current one. */
export function PasswordForm({ done, onChanged }: PasswordFormProps) {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const problem = change.error === null ? null : problemOf(change.error);
  const submit = () =>
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          onChanged?.();
        },
      },
    );
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {problem && (
        <Notice tone="failure" role="alert">
          {problem.extra.errors?.[0]?.message ?? problem.detail}
        </Notice>
      )}
      <Field
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <div className={form.actions}>
        <Button kind="primary" type="submit" disabled={change.isPending}>
          Change password
        </Button>
        {change.isSuccess && done !== undefined && <span role="status">{done}</span>}
      </div>
    </form>
  );
}
