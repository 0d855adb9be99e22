import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { fieldFault, formFailure } from '../../../api/form-faults';
import { problemOf } from '../../../api/problem';
import { Button, buttonClass } from '../../../ui/button';
import { Field } from '../../../ui/field';
import { NarrowPage } from '../../../ui/narrow-page';
import styles from '../../../ui/narrow-page.module.css';
import { Notice } from '../../../ui/notice';
import { forgetInvitationToken, takeInvitationToken } from './invitation-token';
import { ProviderLink } from './provider-link';
import { meQuery, providerQuery, useSwitchOrg } from './session.queries';
import { type AcceptedInvitation, useAcceptInvitation, useSignIn } from './sign-in.queries';

const ADDRESS = '/invitation';

/** Accepts an invitation: of who is signed in by a button, of somebody new by a name and a password. */
export function InvitationPage() {
  const [token] = useState(takeInvitationToken);
  const me = useQuery({ ...meQuery(), retry: false });
  if (token === null)
    return (
      <NarrowPage title="Invitation">
        <p>This address contains no invitation. Open the link that you were sent.</p>
      </NarrowPage>
    );
  if (me.isPending) return <NarrowPage title="Invitation" />;
  return (
    <NarrowPage title="Invitation">
      {me.data ? <AcceptSignedIn token={token} email={me.data.user.email} /> : <AcceptNew token={token} />}
    </NarrowPage>
  );
}

function AcceptSignedIn({ token, email }: { readonly token: string; readonly email: string }) {
  const router = useRouter();
  const accept = useAcceptInvitation();
  const enter = useSwitchOrg();
  const [password, setPassword] = useState('');
  const failure = accept.error === null ? null : formFailure(accept.error, ['password']);
  if (accept.isSuccess && enter.isError) return <Accepted membership={accept.data} />;
  const submit = () =>
    accept.mutate(
      { token, password: password === '' ? null : password },
      {
        onSuccess: ({ org }) => {
          forgetInvitationToken();
          enter.mutate(org.id, { onSuccess: () => void router.navigate({ to: '/' }) });
        },
      },
    );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <p>You are signed in as {email}.</p>
      <Field
        label="Password for this organization"
        type="password"
        autoComplete="new-password"
        hint="Leave it empty if your current password is valid for all of your organizations, or if you sign in at an identity provider."
        value={password}
        error={fieldFault(accept.error, 'password')}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button kind="primary" type="submit" disabled={accept.isPending || accept.isSuccess}>
        Accept invitation
      </Button>
    </form>
  );
}

const FIELDS = ['name', 'password'];

function AcceptNew({ token }: { readonly token: string }) {
  const accept = useAcceptInvitation();
  const { data: provider } = useQuery(providerQuery());
  const hasProvider = provider?.host != null;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const enter = useEnter();
  const isKnown = accept.error !== null && problemOf(accept.error).status === 401;
  const failure = isKnown ? null : formFailure(accept.error, FIELDS);
  if (accept.isSuccess && password === '') return <Accepted membership={accept.data} />;
  const submit = () =>
    accept.mutate(
      { token, name, password: password === '' ? null : password },
      {
        onSuccess: ({ email }) => {
          forgetInvitationToken();
          if (password !== '') enter({ email, password });
        },
      },
    );
  return (
    <>
      {isKnown && <Notice role="alert">You already have an account here: sign in, then accept.</Notice>}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {failure !== null && (
          <Notice tone="failure" role="alert">
            {failure}
          </Notice>
        )}
        <Field
          label="Name"
          autoComplete="name"
          required
          value={name}
          error={fieldFault(accept.error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="new-password"
          required={!hasProvider}
          {...(hasProvider && { hint: `Leave it empty to sign in with ${provider.host}.` })}
          value={password}
          error={fieldFault(accept.error, 'password')}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button kind="primary" type="submit" disabled={accept.isPending}>
          Accept invitation
        </Button>
      </form>
      <p>If you have an account here, sign in first.</p>
      <Link to="/sign-in" search={{ next: ADDRESS }} className={buttonClass()}>
        Sign in
      </Link>
    </>
  );
}

function Accepted({ membership: { org } }: { readonly membership: AcceptedInvitation }) {
  return (
    <>
      <Notice role="status">You are a member of {org.name}.</Notice>
      <p>Sign in to go there.</p>
      <ProviderLink next="/" org={org.slug} />
      <Link to="/sign-in" className={buttonClass()}>
        Sign in
      </Link>
    </>
  );
}

/** Signs in by the password that was just set, and goes to the first page. */
function useEnter() {
  const router = useRouter();
  const client = useQueryClient();
  const signIn = useSignIn();
  return (credentials: { readonly email: string; readonly password: string }) =>
    signIn.mutate(credentials, {
      onSettled: () => {
        client.clear();
        void router.navigate({ to: '/' });
      },
    });
}
