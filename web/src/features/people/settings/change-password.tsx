import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { firstFault } from '../../../api/problem';
import { Check } from '../../../ui/check';
import { PasswordForm } from '../../../ui/password-form';
import { providerQuery } from '../session/session.queries';
import { identitiesQuery, useChangePassword } from './settings.queries';

interface ChangePasswordProps {
  /** Shows that the password was changed, and offers to keep sessions that began by a connected account. */
  readonly isWhole?: boolean;
  readonly onChanged?: () => void;
}

/** Sets another password in place of the current one. */
export function ChangePassword({ isWhole = false, onChanged }: ChangePasswordProps) {
  const change = useChangePassword();
  const hasProvider = useQuery(providerQuery()).data?.host != null;
  const identities = useQuery({ ...identitiesQuery(), enabled: isWhole && hasProvider }).data?.identities ?? [];
  const [keepsIdentities, setKeepsIdentities] = useState(false);
  return (
    <PasswordForm
      label="Change password"
      needsCurrent
      failure={firstFault(change.error)}
      done={isWhole && change.isSuccess ? doneWords(change.variables.keep_identity_sessions) : undefined}
      isPending={change.isPending}
      onSubmit={({ current, next }, clear) =>
        change.mutate(
          {
            current_password: current,
            new_password: next,
            ...(keepsIdentities && { keep_identity_sessions: true }),
          },
          {
            onSuccess: () => {
              clear();
              onChanged?.();
            },
          },
        )
      }
    >
      {identities.length > 0 && (
        <Check
          label="Keep sessions that began with a connected account"
          isChecked={keepsIdentities}
          onChange={setKeepsIdentities}
        />
      )}
    </PasswordForm>
  );
}

const doneWords = (keepsIdentities = false): string =>
  keepsIdentities
    ? 'Changed. All other sessions that began with the password have ended.'
    : 'Changed. All other sessions have ended.';
