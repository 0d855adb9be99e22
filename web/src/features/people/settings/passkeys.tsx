import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords, problemOf } from '../../../api/problem';
import { type components } from '../../../api/schema.gen';
import { Ago } from '../../../ui/ago';
import { Button } from '../../../ui/button';
import { ConfirmDialog } from '../../../ui/confirm-dialog';
import { Field } from '../../../ui/field';
import form from '../../../ui/form.module.css';
import { Notice } from '../../../ui/notice';
import table from '../../../ui/table.module.css';
import { hasPasskeys } from '../session/passkeys.queries';
import { RecoveryCodes } from './parts/recovery-codes';
import { ProveSecondFactor } from './second-factor';
import { passkeysQuery, secondFactorQuery, useRegisterPasskey, useRemovePasskey } from './settings.queries';

type Passkey = components['schemas']['Passkey'];

const MAX_NAME = 100;

/** The signed-in person's passkeys: lists them, adds one with its recovery codes, removes one. */
export function Passkeys() {
  const { passkeys: count, totp, fresh } = useSuspenseQuery(secondFactorQuery()).data;
  const register = useRegisterPasskey();
  const remove = useRemovePasskey();
  const codes = register.data?.recovery_codes;
  if (codes != null)
    return (
      <RecoveryCodes codes={codes} onDone={register.reset}>
        The passkey is registered.
      </RecoveryCodes>
    );
  const failure = register.error ?? remove.error;
  const isUnproven = failure !== null && problemOf(failure).code === 'forbidden' && (count > 0 || totp);
  return (
    <>
      {failure !== null && !isUnproven && (
        <Notice tone="failure" role="alert">
          {failureWords(failure)}
        </Notice>
      )}
      {isUnproven && (
        <>
          <p role="alert">Prove your second factor, then try again.</p>
          <ProveSecondFactor />
        </>
      )}
      <p>A passkey signs you in with the fingerprint or PIN of a device, without the password.</p>
      {count > 0 && <List remove={remove} />}
      <Addition register={register} needsSignIn={!fresh && count === 0 && !totp} />
    </>
  );
}

function List({ remove }: { readonly remove: ReturnType<typeof useRemovePasskey> }) {
  const { data } = useQuery(passkeysQuery());
  const [chosen, setChosen] = useState<Passkey | null>(null);
  const close = () => setChosen(null);
  return (
    <>
      <table aria-label="Passkeys" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Registered</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data?.passkeys.map((passkey) => (
            <tr key={passkey.id}>
              <th scope="row">{passkey.name}</th>
              <td data-label="Registered">
                <Ago at={passkey.created_at} />
              </td>
              <td data-label="Last used">
                {passkey.last_used_at === null ? 'not yet' : <Ago at={passkey.last_used_at} />}
              </td>
              <td className={table.number}>
                <Button disabled={remove.isPending} onClick={() => setChosen(passkey)}>
                  Remove<span className="visually-hidden"> {passkey.name}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {chosen !== null && (
        <ConfirmDialog
          title={`Remove the passkey ${chosen.name}?`}
          action="Remove passkey"
          isPending={remove.isPending}
          failure={null}
          onConfirm={() => remove.mutate(chosen.id, { onSettled: close })}
          onClose={close}
        >
          <p>You can no longer sign in with it. Removing your last second factor also deletes your recovery codes.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

interface AdditionProps {
  readonly register: ReturnType<typeof useRegisterPasskey>;
  /** True: the sign-in is too old to add a first second factor. The app's section leads to a new one. */
  readonly needsSignIn: boolean;
}

function Addition({ register, needsSignIn }: AdditionProps) {
  if (!hasPasskeys()) return <p>This browser has no passkeys for this address.</p>;
  if (needsSignIn) return <p>Adding a passkey also needs a sign-in within the last 15 minutes.</p>;
  return <Registration register={register} />;
}

function Registration({ register }: { readonly register: ReturnType<typeof useRegisterPasskey> }) {
  const [name, setName] = useState('');
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        register.mutate(name.trim(), { onSuccess: () => setName('') });
      }}
    >
      <Field
        label="Name of the new passkey"
        hint="Such as the name of the device."
        required
        pattern=".*\S.*"
        maxLength={MAX_NAME}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <div className={form.actions}>
        <Button type="submit" disabled={register.isPending}>
          Add a passkey
        </Button>
      </div>
    </form>
  );
}
