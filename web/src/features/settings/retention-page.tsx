import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { problemOf } from '../../api/problem';
import { Ago } from '../../ui/ago';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import form from '../../ui/form.module.css';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { PageHeader, useTitle } from '../../ui/page-header';
import { Panel, Section } from '../../ui/panel';
import table from '../../ui/table.module.css';
import { useMe } from '../session/session.queries';
import { organizationQuery, type Retention, retentionQuery, useUpdateOrganization } from './settings.queries';

const WHO = 'Administrators and owners of the organization may change what is kept.';

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

/** Periods of a draft that are numbers of the right kind. */
const periodsOf = (draft: Draft): Partial<Retention> =>
  Object.fromEntries(
    NAMES.map((name) => [name, draft[name].trim() === '' ? Number.NaN : Number(draft[name])] as const).filter(
      ([name, value]) => value >= 0 && (name !== 'branch_scans' || Number.isInteger(value)),
    ),
  );

/** Periods of a draft that are not the saved ones. */
const changesOf = (draft: Draft, saved: Retention): Partial<Retention> =>
  Object.fromEntries(Object.entries(periodsOf(draft)).filter(([name, value]) => value !== saved[name as Period]));

export function RetentionPage() {
  useTitle('Retention');
  const { data: organization } = useSuspenseQuery(organizationQuery());
  const [draft, setDraft] = useState(() => draftOf(organization.retention));
  return (
    <>
      <PageHeader title="Retention">
        Findings and line coverage are deleted after a while. Verdicts, totals and trends stay.
      </PageHeader>
      <Panel>
        <Periods draft={draft} onChange={setDraft} />
      </Panel>
      <Forecast periods={changesOf(useDeferredValue(draft), organization.retention)} />
    </>
  );
}

interface PeriodsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

function Periods({ draft, onChange }: PeriodsProps) {
  const { can } = useMe();
  const { limits } = useSuspenseQuery(retentionQuery()).data;
  const update = useUpdateOrganization();
  const problem = update.error === null ? null : problemOf(update.error);
  const errorOf = (name: Period) => problem?.extra.errors?.find(({ field }) => field === `retention.${name}`)?.message;
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (can.edit_policy) update.mutate({ retention: periodsOf(draft) });
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
          error={errorOf(name)}
          onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        />
      ))}
      <div className={form.actions}>
        <Button kind="primary" type="submit" lockedBecause={can.edit_policy ? null : WHO} disabled={update.isPending}>
          Save retention
        </Button>
        {update.isSuccess && <span role="status">Saved.</span>}
      </div>
    </form>
  );
}

/** Scans whose details would go under these periods. */
function Forecast({ periods }: { readonly periods: Partial<Retention> }) {
  const { data: forecast } = useQuery(retentionQuery(periods));
  if (forecast === undefined) return null;
  const { scans_to_expire: expiring, scans_with_details: detailed, repos, next_run_at: nextRunAt } = forecast;
  return (
    <Section title="What would be deleted">
      <p>
        Under these periods {formatCount(expiring)} of {formatCount(detailed)} scans lose their details. The next run is{' '}
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
