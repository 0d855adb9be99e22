import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { SignInIfOld } from '../../../shell/recent-sign-in';
import { Button } from '../../../ui/button';
import { Check } from '../../../ui/check';
import { Field, SelectField } from '../../../ui/field';
import form from '../../../ui/form.module.css';
import { formatCount } from '../../../ui/format';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { useMe } from '../session/session.queries';
import { DeleteOrganization } from './parts/delete-organization';
import { Transfer } from './parts/transfer';
import { type Organization, organizationQuery, useUpdateOrganization } from './settings.queries';

const WHO = 'Only administrators and owners of the organization may change its settings.';

export function OrganizationPage() {
  useTitle('Organization');
  const { data: organization } = useSuspenseQuery(organizationQuery());
  return (
    <>
      <PageHeader title="Organization">Settings that apply to all repositories of {organization.name}.</PageHeader>
      <Panel>
        <SettingsForm key={organization.id} organization={organization} />
      </Panel>
      <Limits organization={organization} />
      <Transfer />
      <DeleteOrganization organization={organization} />
    </>
  );
}

type Draft = Pick<
  Organization,
  | 'name'
  | 'require_second_factor'
  | 'repo_policy'
  | 'untested_files'
  | 'on_tool_failure'
  | 'on_missing_tool'
  | 'reevaluate_on_change'
> & {
  readonly waiver_max_days: string;
  readonly max_key_days: string;
  readonly stale_after_days: string;
  readonly coverage_gap_medium_pct: string;
  readonly coverage_gap_high_pct: string;
};

const draftOf = (organization: Organization): Draft => ({
  ...organization,
  waiver_max_days: organization.waiver_max_days?.toString() ?? '',
  max_key_days: organization.max_key_days?.toString() ?? '',
  stale_after_days: String(organization.stale_after_days),
  coverage_gap_medium_pct: String(organization.coverage_gap_medium_pct),
  coverage_gap_high_pct: String(organization.coverage_gap_high_pct),
});

function SettingsForm({ organization }: { readonly organization: Organization }) {
  const me = useMe();
  const update = useUpdateOrganization();
  const [draft, setDraft] = useState(() => draftOf(organization));
  const problem = update.error === null ? null : problemOf(update.error);
  const errorOf = (field: string) => problem?.extra.errors?.find((each) => each.field === field)?.message;
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  const isOpen = me.can.edit_policy;
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isOpen) update.mutate(bodyOf(draft));
      }}
    >
      {problem && !problem.extra.errors && (
        <Notice tone="failure" role="alert">
          {problem.detail}
        </Notice>
      )}
      <Field
        label="Name"
        required
        value={draft.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Field
        label="Maximum duration of a waiver, in days"
        inputMode="numeric"
        hint="Empty: waivers may be unlimited."
        value={draft.waiver_max_days}
        error={errorOf('waiver_max_days')}
        onChange={(event) => set({ waiver_max_days: event.target.value })}
      />
      <Field
        label="Maximum lifetime of an API key, in days"
        inputMode="numeric"
        hint="Empty: new keys may never expire. Existing keys keep their expiry."
        value={draft.max_key_days}
        error={errorOf('max_key_days')}
        onChange={(event) => set({ max_key_days: event.target.value })}
      />
      <Check
        label="Members need a second factor to sign in"
        isChecked={draft.require_second_factor}
        onChange={(require_second_factor) => set({ require_second_factor })}
      />
      {organization.require_second_factor && !draft.require_second_factor && (
        <SignInIfOld purpose="Signing in without a second factor" />
      )}
      <Field
        label="Coverage below which a file is a medium finding, in percent"
        inputMode="decimal"
        value={draft.coverage_gap_medium_pct}
        error={errorOf('coverage_gap_medium_pct')}
        onChange={(event) => set({ coverage_gap_medium_pct: event.target.value })}
      />
      <Field
        label="Coverage below which a file is a high finding, in percent"
        inputMode="decimal"
        value={draft.coverage_gap_high_pct}
        error={errorOf('coverage_gap_high_pct')}
        onChange={(event) => set({ coverage_gap_high_pct: event.target.value })}
      />
      <SelectField
        label="A repository's own policy file"
        value={draft.repo_policy}
        onChange={(event) => set({ repo_policy: event.target.value as Draft['repo_policy'] })}
      >
        <option value="ignored">is ignored</option>
        <option value="tighten_only">may make rules stricter</option>
        <option value="any">may change every rule</option>
      </SelectField>
      <SelectField
        label="Changed files that no coverage report contains"
        value={draft.untested_files}
        onChange={(event) => set({ untested_files: event.target.value as Draft['untested_files'] })}
      >
        <option value="count">count as not covered</option>
        <option value="warn">are warned about</option>
        <option value="ignore">are ignored</option>
      </SelectField>
      <SelectField
        label="A tool that failed"
        value={draft.on_tool_failure}
        onChange={(event) => set({ on_tool_failure: event.target.value as Draft['on_tool_failure'] })}
      >
        <option value="fail">fails the gate</option>
        <option value="warn">is warned about</option>
      </SelectField>
      <SelectField
        label="A tool that reported on the base but is missing"
        value={draft.on_missing_tool}
        onChange={(event) => set({ on_missing_tool: event.target.value as Draft['on_missing_tool'] })}
      >
        <option value="fail">fails the gate</option>
        <option value="warn">is warned about</option>
      </SelectField>
      <SelectField
        label="A changed policy, waiver or mark"
        value={draft.reevaluate_on_change ? 'judge' : 'leave'}
        onChange={(event) => set({ reevaluate_on_change: event.target.value === 'judge' })}
      >
        <option value="leave">leaves verdicts as they are</option>
        <option value="judge">has open pull requests judged again</option>
      </SelectField>
      <Field
        label="Days after which scans of a default branch count as missing"
        inputMode="numeric"
        value={draft.stale_after_days}
        error={errorOf('stale_after_days')}
        onChange={(event) => set({ stale_after_days: event.target.value })}
      />
      <div className={form.actions}>
        <Button kind="primary" type="submit" lockedBecause={isOpen ? null : WHO} disabled={update.isPending}>
          Save settings
        </Button>
        {update.isSuccess && <span role="status">Saved.</span>}
      </div>
    </form>
  );
}

/** Days of a field that may be empty. */
const daysOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

const bodyOf = (draft: Draft) => ({
  name: draft.name,
  require_second_factor: draft.require_second_factor,
  waiver_max_days: daysOf(draft.waiver_max_days),
  max_key_days: daysOf(draft.max_key_days),
  coverage_gap_medium_pct: Number(draft.coverage_gap_medium_pct),
  coverage_gap_high_pct: Number(draft.coverage_gap_high_pct),
  repo_policy: draft.repo_policy,
  untested_files: draft.untested_files,
  on_tool_failure: draft.on_tool_failure,
  on_missing_tool: draft.on_missing_tool,
  reevaluate_on_change: draft.reevaluate_on_change,
  stale_after_days: Number(draft.stale_after_days),
});

const QUOTAS = {
  repositories: 'Repositories',
  api_keys: 'API keys',
  scans_per_day: 'Scans today',
  stored_bytes: 'Stored bytes',
  concurrent_uploads: 'Uploads at once',
  invitations_per_day: 'Invitations in 24 hours',
} as const;

function Limits({ organization: { quotas } }: { readonly organization: Organization }) {
  return (
    <Section title="Quotas">
      <Panel isFlush>
        <table aria-label="Quotas" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Quota</th>
              <th scope="col" className={table.number}>
                Used
              </th>
              <th scope="col" className={table.number}>
                Limit
              </th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(QUOTAS).map(([name, label]) => (
              <tr key={name}>
                <th scope="row">{label}</th>
                <td data-label="Used" className={table.number}>
                  {formatCount(quotas[name as keyof typeof QUOTAS].used)}
                </td>
                <td data-label="Limit" className={table.number}>
                  {formatCount(quotas[name as keyof typeof QUOTAS].limit)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}
