import { useSuspenseQuery } from '@tanstack/react-query';
import { Button } from '../../../ui/button';
import { useMe } from '../session/session.queries';
import { Interstitial, useGoOn } from './interstitial';
import { Passkeys } from './passkeys';
import { ProveSecondFactor, SecondFactor } from './second-factor';
import { secondFactorQuery } from './settings.queries';

/** Takes the place of every page while the organization, or the service of its staff, requires a second factor that the session has not proved. */
export function SecondFactorPage() {
  const { org, user } = useMe();
  const { totp, passkeys, proven } = useSuspenseQuery(secondFactorQuery()).data;
  const goOn = useGoOn();
  return (
    <Interstitial title="Second factor">
      <p>
        {user.is_super_admin
          ? `The staff of this service need a second factor, here or in ${org.name}.`
          : `${org.name} requires a second factor.`}
      </p>
      {(totp || passkeys > 0) && !proven ? (
        <ProveSecondFactor />
      ) : (
        <>
          <SecondFactor />
          <Passkeys />
        </>
      )}
      {proven && <Button onClick={goOn}>Go on</Button>}
    </Interstitial>
  );
}
