import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { failureWords, problemOf } from '../../../api/problem';
import { Ago } from '../../../ui/ago';
import { Button } from '../../../ui/button';
import { ConfirmNameDialog } from '../../../ui/confirm-name-dialog';
import { Field } from '../../../ui/field';
import form from '../../../ui/form.module.css';
import { countOf, formatCount, formatDateTime, formatDay } from '../../../ui/format';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { useMe } from '../session/session.queries';
import {
  type Organization,
  organizationQuery,
  type PendingRetention,
  type Retention,
  retentionQuery,
  untilTime,
  useTakeBackRetention,
  useUpdateOrganization,
} from './settings.queries';

const WHO = 'Only administrators and owners of the organization may change what is kept.';

/** Periods in the order of the page, in words. */
const PERIODS = {
  change_details_days: 'Days for which a change keeps its details after its last scan',
  branch_scans: 'Newest scans of a branch that keep their details',
  branch_daily_days: 'Days for which a baseline branch keeps the details of each day',
} as const satisfies Record<keyof Retention, string>;
type Period = keyof Retention;
const NAMES = Object.keys(PERIODS) as readonly Period[];

type Draft = Readonly<Record<Period, string>>;

const draftOf = (retention: Retention): Draft =>
  Object.fromEntries(NAMES.map((name) => [name, String(retention[name])])) as Draft;

/** Value of a text; null where it is no period of this name. */
function periodOf(name: Period, text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= 0 && (name !== 'branch_scans' || Number.isInteger(value)) ? value : null;
}

/** Valid periods of a draft that are not those in force. */
const changesOf = (draft: Draft, inForce: Retention): Partial<Retention> =>
  Object.fromEntries(
    NAMES.map((name) => [name, periodOf(name, draft[name])] as const).filter(
      ([name, value]) => value !== null && value !== inForce[name],
    ),
  );

const isShortened = (changes: Partial<Retention>, inForce: Retention): boolean =>
  NAMES.some((name) => changes[name] !== undefined && changes[name] < inForce[name]);

export function RetentionPage() {
  useTitle('Retention');
  const { data: organization } = useSuspenseQuery({
    ...organizationQuery(),
    refetchInterval: ({ state }) => untilTime(state.data?.retention_pending?.effective_at),
  });
  const { retention, retention_pending: pending } = organization;
  const [isSaved, setSaved] = useState(false);
  return (
    <>
      <PageHeader title="Retention">
        Findings and line coverage are deleted after a while. Verdicts, totals and trends stay.
      </PageHeader>
      {pending !== null && <Pending pending={pending} inForce={retention} />}
      {isSaved && <Notice role="status">Saved. Longer periods apply from now on.</Notice>}
      <Settings key={JSON.stringify([retention, pending?.retention])} organization={organization} onSaved={setSaved} />
    </>
  );
}

interface PendingProps {
  readonly pending: PendingRetention;
  readonly inForce: Retention;
}

/** Shorter periods that take effect later, with the button that takes them back. */
function Pending({ pending: { retention, effective_at: at, ...expiring }, inForce }: PendingProps) {
  const { can } = useMe();
  const takeBack = useTakeBackRetention();
  const failure = failureWords(takeBack.error);
  const changes = NAMES.filter((name) => retention[name] !== inForce[name]);
  return (
    <>
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <Notice
        tone="warning"
        role="status"
        action={
          <Button
            lockedBecause={can.edit_policy ? null : WHO}
            disabled={takeBack.isPending}
            onClick={() => takeBack.mutate()}
          >
            Take back
          </Button>
        }
      >
        <p>
          Shorter periods take effect <Ago at={at} />, on {formatDateTime(at)}. {lossWords(expiring)}
        </p>
        <ul>
          {changes.map((name) => (
            <li key={name}>
              {PERIODS[name]}: {inForce[name]} now, {retention[name]} then
            </li>
          ))}
        </ul>
      </Notice>
    </>
  );
}

/** Consequence of shorter periods, in figures. */
function lossWords({
  scans,
  repositories,
  oldest,
}: Pick<PendingRetention, 'scans' | 'repositories' | 'oldest'>): string {
  if (oldest === null) return 'No scan currently loses its details.';
  const repos = countOf(repositories, 'repository', 'repositories');
  return `${countOf(scans, 'scan')} of ${repos} ${scans === 1 ? 'loses its' : 'lose their'} findings and coverage, the oldest from ${formatDay(oldest)}.`;
}

interface SettingsProps {
  readonly organization: Organization;
  /** Called with whether all that was saved holds at once; the form begins again by then. */
  readonly onSaved: (isInForce: boolean) => void;
}

/** The periods in a form, with what would be deleted under them. */
function Settings({ organization, onSaved }: SettingsProps) {
  const { retention: inForce } = organization;
  const { can } = useMe();
  const [draft, setDraft] = useState(() => draftOf(inForce));
  const [isAsking, setAsking] = useState(false);
  const update = useUpdateOrganization();
  const { limits } = useSuspenseQuery(retentionQuery()).data;
  const changes = changesOf(draft, inForce);
  const isInvalid = NAMES.some((name) => periodOf(name, draft[name]) === null);
  const problem = update.error === null ? null : problemOf(update.error);
  const faultOf = (name: Period) =>
    periodOf(name, draft[name]) === null
      ? `Enter a ${name === 'branch_scans' ? 'whole number' : 'number'} from 0.`
      : problem?.extra.errors?.find(({ field }) => field === `retention.${name}`)?.message;
  const save = () => {
    onSaved(false);
    // A promise in place of callbacks, which the form that begins again would not hear.
    const saved = update.mutateAsync({ retention: changes }).then(() => onSaved(!isShortened(changes, inForce)));
    void saved.catch(() => null).finally(() => setAsking(false));
  };
  const submit = () => {
    if (!can.edit_policy || isInvalid || Object.keys(changes).length === 0) return;
    if (isShortened(changes, inForce)) setAsking(true);
    else save();
  };
  const lockedBecause = !can.edit_policy ? WHO : Object.keys(changes).length === 0 ? 'Change a period first.' : null;
  return (
    <>
      <Panel>
        <form
          className={form.form}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {problem && !problem.extra.errors && (
            <Notice tone="failure" role="alert">
              {problem.detail}
            </Notice>
          )}
          {NAMES.map((name) => (
            <Field
              key={name}
              label={PERIODS[name]}
              inputMode="decimal"
              required
              hint={`At most ${formatCount(limits[name])} on this service.`}
              value={draft[name]}
              error={faultOf(name)}
              onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
            />
          ))}
          <div className={form.actions}>
            <Button kind="primary" type="submit" lockedBecause={lockedBecause} disabled={update.isPending}>
              Save retention
            </Button>
          </div>
        </form>
      </Panel>
      <Forecast periods={useDeferredValue(changes)} />
      {isAsking && (
        <Shorten
          name={organization.name}
          changes={changes}
          isPending={update.isPending}
          onConfirm={save}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface ShortenProps {
  /** Name of the organization. */
  readonly name: string;
  readonly changes: Partial<Retention>;
  readonly isPending: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before periods get shorter, with what that deletes and when. */
function Shorten({ name, changes, isPending, onConfirm, onClose }: ShortenProps) {
  const { data, isPlaceholderData, error } = useQuery(retentionQuery(changes));
  const forecast = isPlaceholderData ? undefined : data;
  return (
    <ConfirmNameDialog
      title="Shorten the retention?"
      action="Shorten retention"
      name={name}
      isPending={isPending || forecast === undefined}
      failure={failureWords(error)}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {forecast === undefined ? (
        <p role="status">The scans are being counted.</p>
      ) : (
        <>
          <p>
            {lossWords({
              scans: forecast.scans_to_expire,
              repositories: forecast.repos_to_expire,
              oldest: forecast.oldest,
            })}{' '}
            What is deleted cannot be restored.
          </p>
          <p>
            {forecast.delay_hours === 0
              ? 'The deletion begins at once.'
              : `The deletion begins ${hoursWords(forecast.delay_hours)} after you confirm. Until then, you can undo the change.`}
          </p>
        </>
      )}
    </ConfirmNameDialog>
  );
}

const hoursWords = (hours: number): string =>
  hours < 1 ? countOf(Math.max(1, Math.round(hours * 60)), 'minute') : countOf(hours, 'hour');

/** Scans whose details would go under these periods. */
function Forecast({ periods }: { readonly periods: Partial<Retention> }) {
  const { data: forecast } = useQuery(retentionQuery(periods));
  if (forecast === undefined) return null;
  const { scans_to_expire: expiring, scans_with_details: detailed, repos, next_run_at: nextRunAt } = forecast;
  return (
    <Section title="What would be deleted">
      <p>
        With these periods, {formatCount(expiring)} of {formatCount(detailed)} scans lose their details. The next run is{' '}
        <Ago at={nextRunAt} />.
      </p>
      {repos.length > 0 && (
        <Panel isFlush>
          <table aria-label="Repositories that lose details" className={table.table}>
            <thead>
              <tr>
                <th scope="col">Repository</th>
                <th scope="col" className={table.number}>
                  With details
                </th>
                <th scope="col" className={table.number}>
                  To be deleted
                </th>
              </tr>
            </thead>
            <tbody>
              {repos.map((repo) => (
                <tr key={repo.repo_id}>
                  <th scope="row">{repo.name}</th>
                  <td data-label="With details" className={table.number}>
                    {formatCount(repo.scans_with_details)}
                  </td>
                  <td data-label="To be deleted" className={table.number}>
                    {formatCount(repo.scans_to_expire)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
    </Section>
  );
}
