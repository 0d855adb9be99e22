import { type ComponentProps, useId } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

/** Classes of a button, for links that look like one. */
export const buttonClass = (kind: ButtonKind = 'secondary'): string => classNames(styles.button, styles[kind]);

interface ButtonProps extends ComponentProps<'button'> {
  readonly kind?: ButtonKind;
  /** Reason why the person may not use it: it stays in its place, locked, and says so. */
  readonly lockedBecause?: string | null;
}

/** A button; locked ones stay focusable and are described by who may use them. */
export function Button({ kind = 'secondary', lockedBecause, className, onClick, children, ...props }: ButtonProps) {
  const reasonId = useId();
  const isLocked = lockedBecause != null;
  const lock = isLocked ? { 'aria-disabled': true, 'aria-describedby': reasonId, title: lockedBecause } : {};
  return (
    <>
      <button
        type="button"
        {...props}
        {...lock}
        className={classNames(buttonClass(kind), className)}
        onClick={isLocked ? (event) => event.preventDefault() : onClick}
      >
        {children}
      </button>
      {isLocked && (
        <span id={reasonId} className="visually-hidden">
          {lockedBecause}
        </span>
      )}
    </>
  );
}
