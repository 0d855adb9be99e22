import { type ReactNode, useEffect, useRef } from 'react';
import { classNames } from './class-names';
import styles from './menu.module.css';

interface MenuProps {
  /** Face of the button that opens it. */
  readonly face: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  readonly onOpen?: () => void;
}

/** A disclosure below a button, closed by Escape, by a choice and by a click beside it. */
export function Menu({ face, children, className, onOpen }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const element = details.current;
      if (!element?.open) return;
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (isEscape) element.querySelector('summary')?.focus();
      if (isEscape || (event.type === 'click' && !element.contains(event.target as Node))) element.open = false;
    };
    document.addEventListener('click', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details
      ref={details}
      className={classNames(styles.menu, className)}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) onOpen?.();
      }}
    >
      <summary role="button" className={styles.face}>
        {face}
      </summary>
      <div
        className={styles.sheet}
        onClick={(event) => {
          if ((event.target as Element).closest('a, button')) details.current!.open = false;
        }}
      >
        {children}
      </div>
    </details>
  );
}
