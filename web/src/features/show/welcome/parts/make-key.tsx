import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { CopyField } from '../../../../ui/copy-field';
import { formatCount } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { apiKeysQuery, PIPELINE_SCOPES, useCreateApiKey, usualDays } from '../../../people/api-keys/api-keys.queries';
import { useMe } from '../../../people/session/session.queries';
import { wantedKey } from '../sign-ins';
import { type ScanPlace } from '../systems';

/** A key with its secret. */
export interface CreatedKey {
  readonly id: number;
  readonly key: string;
}

interface MakeKeyProps {
  readonly secret: string | null;
  readonly place: ScanPlace;
  readonly onCreated: (created: CreatedKey) => void;
}

/** The key that lets scans in: one that is there already, or a new one with its secret. */
export function MakeKey({ secret, place, onCreated }: MakeKeyProps) {
  const { can, limits } = useMe();
  const days = usualDays(limits.max_key_days);
  const create = useCreateApiKey();
  const { data: keys } = useQuery({ ...apiKeysQuery(), enabled: can.manage_keys });
  const known = keys && wantedKey(keys.api_keys, null);
  if (secret !== null)
    return (
      <CopyField
        label="Key"
        value={secret}
        hint={`It is shown only once. ${place === 'machine' ? 'The command below has it.' : 'Store it as the secret QGATE_TOKEN of your pipeline.'}`}
      />
    );
  const body = { name: 'first pipeline', scopes: PIPELINE_SCOPES, may_write_baseline: true, expires_in_days: days };
  return (
    <>
      {known && <p>The key {known.name} may push scans. Its secret was shown once, when it was created.</p>}
      <p>
        A {known ? 'further' : 'new'} key may push scans and read them, for {formatCount(days)} days.
      </p>
      {create.error !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(create.error).detail}
        </Notice>
      )}
      <div>
        <Button
          kind={known ? 'secondary' : 'primary'}
          lockedBecause={
            can.manage_keys ? null : 'Only administrators and owners of the organization can create API keys.'
          }
          disabled={create.isPending}
          onClick={() => create.mutate(body, { onSuccess: onCreated })}
        >
          Create key
        </Button>
      </div>
    </>
  );
}
