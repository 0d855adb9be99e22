import { Field } from '../../../ui/field';
import { countOf } from '../../../ui/format';

interface EndFieldProps {
  readonly value: string;
  readonly maxDays: number | null;
  readonly error?: string | undefined;
  readonly onChange: (day: string) => void;
}

/** The last day of a waiver. */
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
