import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { problemOf } from '../../../../api/problem';
import { Ago } from '../../../../ui/ago';
import { formatCount } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { apiKeysQuery } from '../../../people/api-keys/api-keys.queries';
import { publishersQuery, type TrustedPublisher } from '../../../people/publishers/publishers.queries';
import { useIsAdministrator, useMe } from '../../../people/session/session.queries';
import { reposQuery } from '../../repository/repository.queries';
import { trustedOf, wantedKey } from '../sign-ins';
import { isTrusted, type ScanPlace, SYSTEMS } from '../systems';
import { type FirstScan, lookUntil } from '../welcome.queries';
import styles from '../welcome-page.module.css';

interface ArrivalsProps {
  readonly place: ScanPlace;
  /** The key that was created on this page; null: the newest one that may push scans. */
  readonly keyId: number | null;
  readonly sinceMs: number;
  /** Undefined while it is not known whether there is one. */
  readonly scan: FirstScan | null | undefined;
}

/** The sign-in and the reports of the first scan, each as seen or waiting. */
export function Arrivals({ place, keyId, sinceMs, scan }: ArrivalsProps) {
  return (
    <ul className={styles.arrivals}>
      {isTrusted(place) ? (
        <TokenExchanged place={place} sinceMs={sinceMs} />
      ) : (
        <KeyUsed place={place} keyId={keyId} sinceMs={sinceMs} />
      )}
      {scan !== undefined && <ReportSeen scan={scan} />}
    </ul>
  );
}

interface ArrivalProps {
  readonly isSeen: boolean;
  /** A sentence that stays the same while nothing happens, as screen readers say each change of it. */
  readonly says: string;
  /** When and from where, or what to do. */
  readonly children?: ReactNode;
}

function Arrival({ isSeen, says, children }: ArrivalProps) {
  return (
    <li>
      <p role="status">
        <strong>{isSeen ? 'Seen: ' : 'Waiting: '}</strong>
        {says}
      </p>
      <p className={styles.about}>{children}</p>
    </li>
  );
}

function KeyUsed({ place, keyId, sinceMs }: Omit<ArrivalsProps, 'scan'>) {
  const { can } = useMe();
  const mayLook = can.manage_keys;
  const { data, error } = useQuery({
    ...apiKeysQuery(),
    enabled: mayLook,
    refetchInterval: ({ state }) =>
      lookUntil(
        state.data !== undefined && wantedKey(state.data.api_keys, keyId)?.last_used_at != null,
        sinceMs,
        state,
      ),
  });
  if (!mayLook)
    return <Arrival isSeen={false} says="Administrators see whether the key was used. The scan shows it too." />;
  if (error !== null) return <CannotLook error={error} />;
  if (data === undefined) return null;
  const key = wantedKey(data.api_keys, keyId);
  if (key === undefined)
    return (
      <Arrival isSeen={false} says="there is no key that may push scans.">
        Create one in step 1.
      </Arrival>
    );
  if (key.last_used_at === null)
    return (
      <Arrival isSeen={false} says="the key has not been used.">
        {place === 'machine'
          ? `Run the command of step 3 with the key ${key.name}.`
          : `Start the pipeline. If it has run, check that its secret QGATE_TOKEN is the key ${key.name}, and that it reaches this address.`}
      </Arrival>
    );
  return (
    <Arrival isSeen says="the key was used.">
      {key.name}, <Ago at={key.last_used_at} />
      {key.last_used_from !== null && `, from ${key.last_used_from}`}.
    </Arrival>
  );
}

function TokenExchanged({ place, sinceMs }: Pick<ArrivalsProps, 'place' | 'sinceMs'>) {
  const mayLook = useIsAdministrator();
  const { data, error } = useQuery({
    ...publishersQuery(),
    enabled: mayLook,
    refetchInterval: ({ state }) =>
      lookUntil(lastOf(trustedOf(state.data?.trusted_publishers ?? [], place)) !== null, sinceMs, state),
  });
  if (!mayLook)
    return <Arrival isSeen={false} says="Administrators see whether the pipeline signed in. The scan shows it too." />;
  if (error !== null) return <CannotLook error={error} />;
  if (data === undefined) return null;
  const trusted = trustedOf(data.trusted_publishers, place);
  if (trusted.length === 0)
    return (
      <Arrival isSeen={false} says={`no pipeline of ${place === 'machine' ? 'this kind' : SYSTEMS[place]} is trusted.`}>
        Name the repository as step 1 says.
      </Arrival>
    );
  const last = lastOf(trusted);
  if (last === null)
    return (
      <Arrival isSeen={false} says="no pipeline has exchanged its token.">
        Start the pipeline. If it has run, the{' '}
        <Link to="/settings/audit" search={{ action: 'publisher.refused' }}>
          audit log
        </Link>{' '}
        has the reason why its token was refused.
      </Arrival>
    );
  const { repository_id: repository, project_id: project } = last.claims as Readonly<
    Record<string, string | undefined>
  >;
  return (
    <Arrival isSeen says="a pipeline exchanged its token.">
      {repository !== undefined && `Repository ${repository}, `}
      {project !== undefined && `Project ${project}, `}
      <Ago at={last.last_exchanged_at} />
      {last.last_exchanged_from !== null && `, from ${last.last_exchanged_from}`}.
    </Arrival>
  );
}

type Exchanged = TrustedPublisher & { readonly last_exchanged_at: string };

/** The publisher whose token was exchanged last; null where none was. */
const lastOf = (publishers: readonly TrustedPublisher[]): Exchanged | null =>
  publishers
    .filter((one): one is Exchanged => one.last_exchanged_at !== null)
    .toSorted((one, other) => Date.parse(other.last_exchanged_at) - Date.parse(one.last_exchanged_at))[0] ?? null;

function ReportSeen({ scan }: { readonly scan: FirstScan | null }) {
  if (scan === null)
    return (
      <Arrival isSeen={false} says="no scan has arrived yet.">
        This page checks for it automatically. A pipeline that fails before its first report says why in its log.
      </Arrival>
    );
  const { repo_id: repoId, branch, created_at: at, uploads_received: uploads, status } = scan;
  const about = (
    <>
      <NameOfRepo id={repoId} />, branch {branch}, begun <Ago at={at} />.
    </>
  );
  if (uploads === 0 && status === 'pending')
    return (
      <Arrival isSeen={false} says="the scan has begun, and no report has arrived yet.">
        {about} Reports arrive once the analyzers have run.
      </Arrival>
    );
  return (
    <Arrival isSeen says={uploads === 0 ? 'the scan ended without a report.' : 'the scan has reports.'}>
      {about} {uploads > 0 && `Reports: ${formatCount(uploads)}.`}
    </Arrival>
  );
}

/** Asks again once a scan has come, which may have brought the repository. */
function NameOfRepo({ id }: { readonly id: number }) {
  const { data: repos } = useQuery({ ...reposQuery(), staleTime: 0 });
  return repos?.find((repo) => repo.id === id)?.name ?? `Repository ${id}`;
}

const CannotLook = ({ error }: { readonly error: Error }) => (
  <li>
    <Notice tone="failure">{problemOf(error).detail}</Notice>
  </li>
);
