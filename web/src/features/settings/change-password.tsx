import { firstFault } from '../../api/problem';
import { PasswordForm } from '../../ui/password-form';
import { useChangePassword } from './settings.queries';

interface ChangePasswordProps {
  /** Sentence once it is changed. */
  readonly done?: string;
  readonly onChanged?: () => void;
}

/** Sets another password in place of the current one. */
export function ChangePassword({ done, onChanged }: ChangePasswordProps) {
  const change = useChangePassword();
  return (
    <PasswordForm
      label="Change password"
      needsCurrent
      failure={firstFault(change.error)}
      done={change.isSuccess ? done : undefined}
      isPending={change.isPending}
      onSubmit={({ current, next }, clear) =>
        change.mutate(
          { current_password: current, new_password: next },
          {
            onSuccess: () => {
              clear();
              onChanged?.();
            },
          },
        )
      }
    />
  );
}
