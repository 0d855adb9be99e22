import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { fieldFault, formFailure } from '../../../../api/form-faults';
import { Button, buttonClass } from '../../../../ui/button';
import { Check, CheckList } from '../../../../ui/check';
import { SelectField } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { Notice } from '../../../../ui/notice';
import { providerAddress, useMe } from '../../session/session.queries';
import { useIsRecentSignIn } from '../../settings/settings.queries';
import { type GroupRole, type SsoSettings, useSaveSso } from '../sso.queries';

interface SsoFormProps {
  readonly settings: SsoSettings;
  /** Groups that the staff of the service granted. */
  readonly grantedGroups: readonly string[];
  /** Domains that the staff of the service verified. */
  readonly verifiedDomains: readonly string[];
  readonly hasProvider: boolean;
}

const ROLES: Readonly<Record<GroupRole, string>> = {
  VIEWER: 'Viewer',
  MEMBER: 'Member',
  ORG_ADMIN: 'Admin',
  ORG_OWNER: 'Owner',
};

/** Settings of sign-ins at the identity provider; groups and domains that the staff did not grant cannot be chosen. */
export function SsoForm({ settings, grantedGroups, verifiedDomains, hasProvider }: SsoFormProps) {
  const save = useSaveSso();
  const [draft, setDraft] = useState(settings);
  const { group_roles: roles, auto_join: join, sso_required: isRequired } = draft;
  const domains = [...new Set([...verifiedDomains, ...join.domains])];
  const failure = formFailure(save.error, ['auto_join.groups', 'auto_join.domains', 'sso_required']);
  const setRole = (group: string, role: GroupRole | '') => {
    const others = Object.entries(roles).filter(([name]) => name !== group);
    setDraft({ ...draft, group_roles: Object.fromEntries(role === '' ? others : [...others, [group, role]]) });
  };
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      {grantedGroups.map((group) => (
        <SelectField
          key={group}
          label={`Role of the group ${group}`}
          value={roles[group] ?? ''}
          onChange={(event) => setRole(group, event.target.value as GroupRole | '')}
        >
          <option value="">none of its own</option>
          {Object.entries(ROLES).map(([role, words]) => (
            <option key={role} value={role}>
              {words}
            </option>
          ))}
        </SelectField>
      ))}
      {grantedGroups.length > 0 ? (
        <CheckList
          title="People of these groups become members"
          options={grantedGroups.map((group) => ({ value: group, label: group }))}
          chosen={join.groups}
          error={fieldFault(save.error, 'auto_join.groups')}
          onChange={(groups) => setDraft({ ...draft, auto_join: { ...join, groups: [...groups] } })}
        />
      ) : (
        <p>The staff of the service have not granted this organization any groups of the identity provider.</p>
      )}
      {domains.length > 0 ? (
        <CheckList
          title="People with an address in these domains become members"
          options={domains.map((domain) => ({
            value: domain,
            label: verifiedDomains.includes(domain) ? domain : `${domain} (not verified yet)`,
          }))}
          chosen={join.domains}
          error={fieldFault(save.error, 'auto_join.domains')}
          onChange={(chosen) => setDraft({ ...draft, auto_join: { ...join, domains: [...chosen] } })}
        />
      ) : (
        <p>The staff of the service have not verified any domain of this organization.</p>
      )}
      <Check
        label="People sign in only at the identity provider, not with a password"
        isChecked={isRequired}
        onChange={(sso_required) => setDraft({ ...draft, sso_required })}
      />
      {settings.sso_required && !isRequired && <SignInIfOld />}
      {fieldFault(save.error, 'sso_required') !== undefined && (
        <Notice tone="failure" role="alert">
          {fieldFault(save.error, 'sso_required')}
        </Notice>
      )}
      <div className={form.actions}>
        <Button
          kind="primary"
          type="submit"
          lockedBecause={hasProvider ? null : 'No identity provider is set up.'}
          disabled={save.isPending}
        >
          Save settings
        </Button>
        {save.isSuccess && <span role="status">Saved.</span>}
      </div>
    </form>
  );
}

/** Leads to another sign-in at the identity provider where the last one is too old. */
function SignInIfOld() {
  const { org } = useMe();
  const here = useRouter().state.location.href;
  if (useIsRecentSignIn() !== false) return null;
  return (
    <>
      <p>Allowing passwords again needs a sign-in within the last 15 minutes.</p>
      <div className={form.actions}>
        <a className={buttonClass()} href={providerAddress(here, org.slug, true)}>
          Sign in again
        </a>
      </div>
    </>
  );
}
