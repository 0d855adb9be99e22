import { Link, useRouter } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { useId } from 'react';
import { type Me, useSignOut, useSwitchOrg } from '../features/people/session/session.queries';
import { classNames } from '../ui/class-names';
import styles from './account-sheet.module.css';
import { useDenseRows } from './rows';
import { useSingleKeysOff } from './single-keys';
import { type Theme, useTheme } from './theme';

const THEME_WORDS: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };
const ROLE_WORDS: Readonly<Record<string, string>> = {
  VIEWER: 'viewer',
  MEMBER: 'member',
  ORG_ADMIN: 'admin',
  ORG_OWNER: 'owner',
  SUPER_ADMIN: 'super admin',
};

/** Person, organization, what this browser keeps, and the way out. */
export function AccountSheet({ me }: { readonly me: Me }) {
  const router = useRouter();
  const signOut = useSignOut();
  const leave = () => signOut.mutate(undefined, { onSettled: () => void router.navigate({ to: '/sign-in' }) });
  return (
    <>
      <div className={styles.who}>
        <p className={styles.name}>{me.user.name}</p>
        <p>{me.user.email}</p>
        <p>
          {ROLE_WORDS[me.role] ?? me.role} of {me.org.name}
        </p>
      </div>
      <Organizations me={me} />
      <ThemeChoice />
      <Switch label="Rows" off="Comfortable" on="Dense" state={useDenseRows()} />
      <Switch label="Single keys" off="Single keys on" on="Off" state={useSingleKeysOff()} />
      <Link to="/audit" className={classNames(styles.item, styles.narrow)}>
        Audit log
      </Link>
      <Link to="/settings" className={classNames(styles.item, styles.narrow)}>
        Settings
      </Link>
      <Link to="/settings/sessions" className={styles.item}>
        Sessions and password
      </Link>
      <a href="/docs/" className={styles.item}>
        Documentation
      </a>
      <button type="button" className={styles.item} onClick={leave}>
        <LogOut aria-hidden size={15} />
        Sign out
      </button>
    </>
  );
}

function Organizations({ me }: { readonly me: Me }) {
  const router = useRouter();
  const switchOrg = useSwitchOrg();
  const others = me.orgs.filter(({ id }) => id !== me.org.id);
  if (others.length === 0) return null;
  const enter = (orgId: number) => switchOrg.mutate(orgId, { onSuccess: () => void router.navigate({ to: '/' }) });
  return (
    <div role="group" aria-label="Organization" className={styles.group}>
      {others.map(({ id, name }) => (
        <button key={id} type="button" className={styles.item} onClick={() => enter(id)}>
          Switch to {name}
        </button>
      ))}
    </div>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useTheme();
  return <Choice label="Theme" words={THEME_WORDS} value={theme} onChange={setTheme} />;
}

interface SwitchProps {
  readonly label: string;
  /** Words of its two states. */
  readonly off: string;
  readonly on: string;
  readonly state: ReturnType<typeof useSingleKeysOff>;
}

function Switch({ label, off, on, state: [isOn, setOn] }: SwitchProps) {
  return (
    <Choice
      label={label}
      words={{ off, on }}
      value={isOn ? 'on' : 'off'}
      onChange={(chosen) => setOn(chosen === 'on')}
    />
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Each option with its words, in their order. */
  readonly words: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** Options of which one holds. */
function Choice<T extends string>({ label, words, value, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset role="radiogroup" aria-label={label} className={styles.themes}>
      {(Object.keys(words) as T[]).map((each) => (
        <label key={each} className={styles.theme}>
          <input type="radio" name={name} value={each} checked={value === each} onChange={() => onChange(each)} />
          {words[each]}
        </label>
      ))}
    </fieldset>
  );
}
