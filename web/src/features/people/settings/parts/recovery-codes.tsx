import { type ReactNode } from 'react';
import { Button } from '../../../../ui/button';
import form from '../../../../ui/form.module.css';
import { CopyButton } from '../../../../ui/states';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
  /** Sentence about what brought them. */
  readonly children: ReactNode;
}

/** Shows the recovery codes that came with the first second factor. */
export function RecoveryCodes({ codes, onDone, children }: RecoveryCodesProps) {
  return (
    <>
      <p role="status">
        {children} Store these recovery codes: each replaces a code once, and they are not shown again.
      </p>
      <ul aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={form.actions}>
        <CopyButton text={codes.join('\n')} />
        <Button kind="primary" onClick={onDone}>
          I have stored them
        </Button>
      </div>
    </>
  );
}
