import { Field } from './field';
import styles from './secret-field.module.css';
import { CopyButton } from './states';

/** A secret that is shown once, with a button that copies it. */
export function SecretField({
  label,
  value,
  hint,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
}) {
  return (
    <div className={styles.secret}>
      <Field
        label={label}
        readOnly
        value={value}
        hint={hint}
        className={styles.value}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={value} />
    </div>
  );
}
