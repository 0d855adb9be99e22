import { TextField } from './field';

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (reason: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly autoFocus?: boolean;
}

/** Characters that the service takes. */
const MAX_REASON = 2000;

/** Reason of a decision, which others read. */
export function ReasonField({ onChange, ...props }: ReasonFieldProps) {
  return (
    <TextField
      label="Reason"
      required
      maxLength={MAX_REASON}
      onChange={({ target }) => onChange(target.value)}
      {...props}
    />
  );
}
