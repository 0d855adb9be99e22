import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { Field } from '../../../ui/field';
import { NarrowPage } from '../../../ui/narrow-page';
import styles from '../../../ui/narrow-page.module.css';
import { Notice } from '../../../ui/notice';
import { mailQuery, useForgotPassword } from './sign-in.queries';

/** Requests a link by mail. The page says the same whether there is an account or not, as the service does. */
export function ForgotPasswordPage() {
  const { data: mail } = useQuery(mailQuery());
  const forgot = useForgotPassword();
  return (
    <NarrowPage title="Forgotten password">
      {forgot.error !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(forgot.error).detail}
        </Notice>
      )}
      {mail?.available === false ? (
        <Notice>
          This service does not send mail. Ask an administrator of your organization for a link to reset your password.
        </Notice>
      ) : forgot.isSuccess ? (
        <Notice role="status">
          If {forgot.variables} has an account here, an email is on its way. Its link works once, for an hour.
        </Notice>
      ) : (
        <AddressForm isPending={forgot.isPending} onSubmit={(email) => forgot.mutate(email)} />
      )}
      <Link to="/sign-in">Back to sign-in</Link>
    </NarrowPage>
  );
}

function AddressForm({
  isPending,
  onSubmit,
}: {
  readonly isPending: boolean;
  readonly onSubmit: (email: string) => void;
}) {
  const [email, setEmail] = useState('');
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(email.trim());
      }}
    >
      <Field
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Button kind="primary" type="submit" disabled={isPending}>
        Send link
      </Button>
    </form>
  );
}
