import { SignInIfOld } from '../../../shell/recent-sign-in';
import { SelectField } from '../../../ui/field';
import { type MemberRole, ROLES } from './members.queries';

interface RoleFieldProps {
  readonly value: MemberRole;
  readonly onChange: (role: MemberRole) => void;
}

/** Choice of a role, with what it may do. That of an owner leads to another sign-in where the last one is too old. */
export const RoleField = ({ value, onChange }: RoleFieldProps) => (
  <>
    <SelectField
      label="Role"
      value={value}
      hint={ROLES[value].may}
      onChange={({ target }) => onChange(target.value as MemberRole)}
    >
      <RoleOptions />
    </SelectField>
    {value === 'ORG_OWNER' && <SignInIfOld purpose="Making an owner" />}
  </>
);

export const RoleOptions = () =>
  Object.entries(ROLES).map(([role, { name }]) => (
    <option key={role} value={role}>
      {name}
    </option>
  ));
