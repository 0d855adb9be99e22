import { kindOf, loosestOf, meaningOf, RATINGS } from '../../../../gate/policy';
import { RULE_TITLES, type RuleName } from '../../../../gate/words';
import { Field, SelectField } from '../../../../ui/field';
import styles from './policy-form.module.css';

interface RuleFieldProps {
  readonly rule: RuleName;
  /** Typed text; empty where the rule is off. */
  readonly text: string;
  /** Text of the version that the draft began from, by which the slider's range is chosen. */
  readonly savedText: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}

/** The threshold of a rule: a letter, or a number with a slider beside it. */
export function RuleField({ rule, text, savedText, error, onChange }: RuleFieldProps) {
  const change = ({ target }: { readonly target: { readonly value: string } }) => onChange(target.value);
  const about = {
    label: RULE_TITLES[rule],
    error,
    hint: `${meaningOf(rule)}.${text === '' ? ' Off: not judged.' : ''}`,
    'data-rule': rule,
    value: text,
    onChange: change,
  };
  if (kindOf(rule) === 'letter')
    return (
      <SelectField {...about}>
        <option value="">off</option>
        {RATINGS.map((letter) => (
          <option key={letter}>{letter}</option>
        ))}
      </SelectField>
    );
  const step = kindOf(rule) === 'count' ? 1 : 0.5;
  const highest = highestOf(rule, savedText);
  return (
    <Field
      {...about}
      type="number"
      min={0}
      step={kindOf(rule) === 'count' ? 1 : 'any'}
      placeholder="off"
      beside={
        // The number beside it takes every key, so that a second stop would be in the way.
        <input
          type="range"
          aria-hidden
          tabIndex={-1}
          className={styles.slider}
          min={0}
          max={highest}
          step={step}
          value={text === '' ? loosestOf(rule, highest) : text}
          onChange={change}
        />
      }
    />
  );
}

/** Largest number of the slider: a percentage, or twice the saved count. */
const highestOf = (rule: RuleName, savedText: string): number =>
  kindOf(rule) === 'percent' ? 100 : Math.max(20, 2 * Number(savedText));
