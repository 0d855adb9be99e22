import { useSuspenseQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { failureWords } from '../../../api/problem';
import { FreshSignIn } from '../../../shell/fresh-sign-in';
import { Button } from '../../../ui/button';
import { CopyField } from '../../../ui/copy-field';
import { Field } from '../../../ui/field';
import form from '../../../ui/form.module.css';
import { Notice } from '../../../ui/notice';
import { SecondFactorField } from '../../../ui/second-factor-field';
import { hasPasskeys } from '../session/passkeys.queries';
import { factorOf, useProveSecondFactor } from '../session/sign-in.queries';
import { QrCodeRoom } from './parts/qr-code-room';
import { RecoveryCodes } from './parts/recovery-codes';
import { secondFactorQuery, useConfirmTotp, useEnrollTotp, useRemoveTotp } from './settings.queries';

/** The signed-in person's second factor: enrolls an authenticator app, shows its recovery codes once, or removes it. */
export function SecondFactor() {
  const { totp, recovery_codes: left, fresh } = useSuspenseQuery(secondFactorQuery()).data;
  const enroll = useEnrollTotp();
  const confirm = useConfirmTotp();
  if (confirm.data)
    return (
      <RecoveryCodes codes={confirm.data.recovery_codes} onDone={confirm.reset}>
        The authenticator app is set up.
      </RecoveryCodes>
    );
  if (totp) return <Removal left={left} />;
  if (enroll.data) return <Confirmation {...enroll.data} confirm={confirm} />;
  if (!fresh) return <FreshSignIn purpose="Setting up an authenticator app" />;
  return (
    <>
      <Failure error={enroll.error} />
      <p>An authenticator app generates a code that you enter in addition to your password.</p>
      <Button disabled={enroll.isPending} onClick={() => enroll.mutate()}>
        Set up an authenticator app
      </Button>
    </>
  );
}

/** Proves the second factor that a session lacks. */
export function ProveSecondFactor() {
  const prove = useProveSecondFactor();
  const [code, setCode] = useState('');
  return (
    <CodeForm
      error={prove.error}
      isPending={prove.isPending}
      label="Go on"
      onSubmit={() => prove.mutate(factorOf(code))}
    >
      <SecondFactorField value={code} onChange={setCode} />
      {hasPasskeys() && (
        <Button disabled={prove.isPending} onClick={() => prove.mutate('passkey')}>
          Use a passkey
        </Button>
      )}
    </CodeForm>
  );
}

/** Fetched by who enrolls: others need no encoder. */
const QrCode = lazy(() => import('./parts/qr-code').then((part) => ({ default: part.QrCode })));

interface ConfirmationProps {
  readonly secret: string;
  readonly uri: string;
  readonly confirm: ReturnType<typeof useConfirmTotp>;
}

function Confirmation({ secret, uri, confirm }: ConfirmationProps) {
  const [code, setCode] = useState('');
  return (
    <CodeForm
      error={confirm.error}
      isPending={confirm.isPending}
      label="Confirm"
      onSubmit={() => confirm.mutate(code.replaceAll(/\s/g, ''))}
    >
      <p>Scan this code with the app, or enter the secret.</p>
      <Suspense fallback={<QrCodeRoom />}>
        <QrCode text={uri} label="QR code of the secret below" />
      </Suspense>
      <CopyField label="Secret, to enter in the app" value={secret} />
      <p>
        <a href={uri}>Open in an app on this device</a>
      </p>
      <Field
        label="First code of the app"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
    </CodeForm>
  );
}

function Removal({ left }: { readonly left: number }) {
  const remove = useRemoveTotp();
  const [code, setCode] = useState('');
  return (
    <CodeForm
      error={remove.error}
      isPending={remove.isPending}
      label="Remove"
      onSubmit={() => remove.mutate(code.trim(), { onSuccess: () => setCode('') })}
    >
      <p>An authenticator app is set up. Recovery codes left: {left}.</p>
      <Field
        label="Code"
        hint="A current code, or a recovery code. Remove the app to set up another one."
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
    </CodeForm>
  );
}

interface CodeFormProps {
  readonly error: unknown;
  readonly isPending: boolean;
  readonly label: string;
  readonly onSubmit: () => void;
  readonly children: React.ReactNode;
}

function CodeForm({ error, isPending, label, onSubmit, children }: CodeFormProps) {
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Failure error={error} />
      {children}
      <div className={form.actions}>
        <Button kind="primary" type="submit" disabled={isPending}>
          {label}
        </Button>
      </div>
    </form>
  );
}

function Failure({ error }: { readonly error: unknown }) {
  const words = failureWords(error);
  return (
    words !== null && (
      <Notice tone="failure" role="alert">
        {words}
      </Notice>
    )
  );
}
