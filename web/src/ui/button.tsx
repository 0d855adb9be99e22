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

/** A button; one that is locked or disabled keeps the focus, and a locked one is described by who may use it. */
export function Button({
  kind = 'secondary',
  lockedBecause,
  disabled,
  className,
  onClick,
  children,
  ...props
}: ButtonProps) {
  const reasonId = useId();
  const isLocked = lockedBecause != null;
  const lock = isLocked ? { 'aria-describedby': reasonId, title: lockedBecause } : {};
  // The browser takes the focus from a `disabled` one, and a form is sent by no button that prevents its click.
  const isInert = isLocked || disabled === true;
  return (
    <>
      <button
        type="button"
        {...props}
        {...lock}
        aria-disabled={isInert || undefined}
        className={classNames(buttonClass(kind), className)}
        onClick={isInert ? (event) => event.preventDefault() : onClick}
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
