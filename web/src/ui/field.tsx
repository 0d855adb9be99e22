import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names';
import styles from './field.module.css';

interface About {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Fault of the value, in words. */
  readonly error?: string | undefined;
}

function Described({
  label,
  hint,
  error,
  id,
  children,
}: About & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children}
      {hint !== undefined && error === undefined && (
        <p id={`${id}-about`} className={styles.hint}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-about`} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}

const describedBy = (id: string, { hint, error }: About) => ({
  'aria-describedby': hint === undefined && error === undefined ? undefined : `${id}-about`,
  'aria-invalid': error === undefined ? undefined : true,
});

interface FieldProps extends About, ComponentProps<'input'> {
  /** Control in the row of the input, e.g. a slider. */
  readonly beside?: ReactNode;
}

/** A labelled input with its hint or fault. */
export function Field({ label, hint, error, beside, className, ...props }: FieldProps) {
  const id = useId();
  const input = (
    <input
      {...props}
      data-autofocus={props.autoFocus}
      {...describedBy(id, { label, hint, error })}
      id={id}
      className={classNames(styles.input, className)}
    />
  );
  return (
    <Described label={label} hint={hint} error={error} id={id}>
      {beside === undefined ? (
        input
      ) : (
        <div className={styles.row}>
          {input}
          {beside}
        </div>
      )}
    </Described>
  );
}

/** A labelled text of several lines. */
export function TextField({ label, hint, error, className, ...props }: About & ComponentProps<'textarea'>) {
  const id = useId();
  return (
    <Described label={label} hint={hint} error={error} id={id}>
      <textarea
        rows={3}
        {...props}
        data-autofocus={props.autoFocus}
        {...describedBy(id, { label, hint, error })}
        id={id}
        className={classNames(styles.input, className)}
      />
    </Described>
  );
}

/** Length of an option that may be wider than its field. */
const LONG = 40;

/** Names the choice in full when the pointer rests on it, where an option may be cut off. */
function nameInFull(select: HTMLSelectElement | null): void {
  if (!select) return;
  const isCut = Array.from(select.options).some(({ text }) => text.length > LONG);
  select.title = isCut ? (select.selectedOptions[0]?.text ?? '') : '';
}

/** A labelled choice; its options are children. */
export function SelectField({ label, hint, error, className, children, ...props }: About & ComponentProps<'select'>) {
  const id = useId();
  return (
    <Described label={label} hint={hint} error={error} id={id}>
      <select
        // after each render
        ref={(select) => nameInFull(select)}
        {...props}
        {...describedBy(id, { label, hint, error })}
        id={id}
        className={classNames(styles.input, className)}
      >
        {children}
      </select>
    </Described>
  );
}
