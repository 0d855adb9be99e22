import { ChangePassword } from './change-password';
import { Interstitial, useGoOn } from './interstitial';

/** Takes the place of every page while the person's password is temporary. */
export function NewPasswordPage() {
  const goOn = useGoOn();
  return (
    <Interstitial title="New password">
      <p>Your password is temporary: set one that only you know.</p>
      <ChangePassword onChanged={goOn} />
    </Interstitial>
  );
}
