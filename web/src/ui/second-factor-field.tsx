import { Field } from './field';

interface SecondFactorFieldProps {
  readonly value: string;
  readonly onChange: (code: string) => void;
}

/** Takes the code of the authenticator app, or a recovery code. */
export function SecondFactorField({ value, onChange }: SecondFactorFieldProps) {
  return (
    <Field
      label="Code"
      name="one-time-code"
      autoComplete="one-time-code"
      hint="From your authenticator app, or one of your recovery codes."
      required
      autoFocus
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
