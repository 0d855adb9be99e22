import { SelectField } from '../../ui/field';
import { type MemberRole, ROLES } from './members.queries';

interface RoleFieldProps {
  readonly value: MemberRole;
  readonly onChange: (role: MemberRole) => void;
}

/** Choice of a role, with what it may do. */
export const RoleField = ({ value, onChange }: RoleFieldProps) => (
  <SelectField
    label="Role"
    value={value}
    hint={ROLES[value].may}
    onChange={({ target }) => onChange(target.value as MemberRole)}
  >
    <RoleOptions />
  </SelectField>
);

export const RoleOptions = () =>
  Object.entries(ROLES).map(([role, { name }]) => (
    <option key={role} value={role}>
      {name}
    </option>
  ));
