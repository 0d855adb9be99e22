import { useId } from 'react';
import form from '../../../../ui/form.module.css';
import { SWITCH_MEANINGS, SWITCH_TITLES } from '../messages';
import { SWITCHES, type Switches, type SwitchName } from '../policy-draft';
import styles from './policy-form.module.css';

interface PolicySwitchesProps {
  readonly switches: Switches;
  readonly onChange: (name: SwitchName, isOn: boolean) => void;
}

/** Switches of the gate. */
export function PolicySwitches({ switches, onChange }: PolicySwitchesProps) {
  const id = useId();
  return (
    <fieldset className={form.checks}>
      <legend>Switches</legend>
      {SWITCHES.map((name) => (
        <label key={name} className={form.check}>
          <input
            type="checkbox"
            checked={switches[name]}
            aria-describedby={`${id}-${name}`}
            onChange={({ target }) => onChange(name, target.checked)}
          />
          <span>
            {SWITCH_TITLES[name]}
            <span id={`${id}-${name}`} className={styles.meaning}>
              {SWITCH_MEANINGS[name]}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
