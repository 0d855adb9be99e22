import { type ReactNode } from 'react';
import form from './form.module.css';

interface CheckProps {
  readonly label: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

/** A box that is ticked or not. */
export function Check({ label, isChecked, onChange }: CheckProps) {
  return (
    <label className={form.check}>
      <input type="checkbox" checked={isChecked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

interface CheckListProps<T extends string | number> {
  readonly title: string;
  readonly options: readonly { readonly value: T; readonly label: ReactNode }[];
  readonly chosen: readonly T[];
  readonly onChange: (chosen: readonly T[]) => void;
  /** Fault of the choice, in words. */
  readonly error?: string | undefined;
}

/** Boxes of which any number is ticked. */
export function CheckList<T extends string | number>({ title, options, chosen, onChange, error }: CheckListProps<T>) {
  return (
    <fieldset className={form.checks}>
      <legend>{title}</legend>
      {options.map(({ value, label }) => (
        <Check
          key={value}
          label={label}
          isChecked={chosen.includes(value)}
          onChange={(isIn) => onChange(isIn ? [...chosen, value] : chosen.filter((each) => each !== value))}
        />
      ))}
      {error !== undefined && <p role="alert">{error}</p>}
    </fieldset>
  );
}
