import { Field } from './field';
import { countOf } from './format';

interface EndFieldProps {
  readonly value: string;
  readonly maxDays: number | null;
  readonly error?: string | undefined;
  readonly onChange: (day: string) => void;
}

/** The last day of something that the organization may limit, such as a waiver. */
export function EndField({ value, maxDays, error, onChange }: EndFieldProps) {
  return (
    <Field
      label="Ends"
      type="date"
      required={maxDays !== null}
      value={value}
      error={error}
      hint={maxDays === null ? 'Empty: it never ends.' : `At most ${countOf(maxDays, 'day')} from now.`}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
