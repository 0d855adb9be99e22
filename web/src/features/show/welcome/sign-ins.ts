import { useQuery } from '@tanstack/react-query';
import { type ApiKey, apiKeysQuery } from '../../people/api-keys/api-keys.queries';
import { publishersQuery, type TrustedPublisher } from '../../people/publishers/publishers.queries';
import { useIsAdministrator, useMe } from '../../people/session/session.queries';
import { isTrusted, type ScanPlace } from './systems';

/** The key that was created here, else the newest that works and may push scans. */
export const wantedKey = (keys: readonly ApiKey[], id: number | null): ApiKey | undefined =>
  id === null
    ? keys.find(({ scopes, revoked, expired }) => scopes.includes('write:scans') && !revoked && !expired)
    : keys.find((key) => key.id === id);

/** Publishers of the place's kind whose tokens are exchanged. */
export const trustedOf = (publishers: readonly TrustedPublisher[], place: ScanPlace): readonly TrustedPublisher[] =>
  publishers.filter(({ kind, enabled }) => kind === place && enabled);

/**
 * Time at which scans were let in by step 1: a scan that began before is not the one that is waited for. Null where nothing lets
 * them in yet, or where the person may not see it; undefined while it is not known.
 */
export function useLetInAt(place: ScanPlace, keyId: number | null): string | null | undefined {
  const trusts = isTrusted(place);
  const isAdministrator = useIsAdministrator();
  const mayLook = useMe().can.manage_keys;
  const keys = useQuery({ ...apiKeysQuery(), enabled: !trusts && mayLook });
  const publishers = useQuery({ ...publishersQuery(), enabled: trusts && isAdministrator });
  if (!(trusts ? isAdministrator : mayLook) || (trusts ? publishers : keys).isError) return null;
  if (!trusts) return keys.data && (wantedKey(keys.data.api_keys, keyId)?.created_at ?? null);
  return publishers.data && newestOf(trustedOf(publishers.data.trusted_publishers, place));
}

const newestOf = (publishers: readonly TrustedPublisher[]): string | null =>
  publishers
    .map(({ created_at: at }) => at)
    .toSorted()
    .at(-1) ?? null;
