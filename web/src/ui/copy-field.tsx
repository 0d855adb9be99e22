import styles from './copy-field.module.css';
import { Field } from './field';
import { CopyButton } from './states';

/** A text that is used elsewhere, such as a key or an address, with a button that copies it. */
export function CopyField({
  label,
  value,
  hint,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}) {
  return (
    <div className={styles.text}>
      <Field
        label={label}
        readOnly
        value={value}
        {...(hint !== undefined && { hint })}
        className={styles.value}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={value} />
    </div>
  );
}
