import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { firstFault, problemOf } from '../../../api/problem';
import { formatDay } from '../../../ui/format';
import { NarrowPage } from '../../../ui/narrow-page';
import { Notice } from '../../../ui/notice';
import { PasswordForm } from '../../../ui/password-form';
import { ForgotPasswordLink } from './forgot-password-link';
import { resetLinkQuery, type SecondFactorAtReset, useResetPassword } from './sign-in.queries';

/** Sets a password by a link, whose token browsers send to no server but in the body of a request. */
export function ResetPasswordPage() {
  const router = useRouter();
  const token = router.state.location.hash;
  const link = useQuery(resetLinkQuery(token));
  const problem = link.error === null ? null : problemOf(link.error);
  const isOver = problem?.status === 404 || problem?.status === 400;
  return (
    <NarrowPage title="New password">
      {isOver ? (
        <>
          <Notice tone="failure" role="alert">
            This link was already used, has expired, or was replaced by a newer one.
          </Notice>
          <ForgotPasswordLink label="Request another link" />
          <Link to="/sign-in">Back to sign-in</Link>
        </>
      ) : (
        <>
          <SecondFactors factors={link.data?.second_factors ?? []} />
          <ResetPassword token={token} />
        </>
      )}
    </NarrowPage>
  );
}

/** Says which second factors the link ends, and which stay. */
function SecondFactors({ factors }: { readonly factors: readonly SecondFactorAtReset[] }) {
  if (factors.length === 0) return null;
  return (
    <Notice>
      <p>Your account has second factors. This link removes those that someone else may have set up.</p>
      <ul>
        {factors.map(({ type, name, set_up_at: at, ends }) => (
          <li key={`${type} ${at}`}>
            {type === 'totp' ? 'Authenticator app' : `Passkey “${name}”`}, set up on {formatDay(at)}:{' '}
            {ends ? 'is removed' : 'stays, and you need it to sign in'}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function ResetPassword({ token }: { readonly token: string }) {
  const router = useRouter();
  const reset = useResetPassword();
  return (
    <PasswordForm
      label="Set password"
      failure={firstFault(reset.error)}
      isPending={reset.isPending}
      onSubmit={({ next }) =>
        reset.mutate({ token, password: next }, { onSuccess: () => void router.navigate({ to: '/sign-in' }) })
      }
    />
  );
}
