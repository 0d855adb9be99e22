import { type ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './notice.module.css';

export type NoticeTone = 'neutral' | 'warning' | 'failure' | 'info';

interface NoticeProps {
  readonly tone?: NoticeTone;
  /** `alert` for faults, `status` for what happens by itself. */
  readonly role?: 'alert' | 'status';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** A sentence that stands out from the page, with what to do about it. */
export function Notice({ tone = 'neutral', role, children, action }: NoticeProps) {
  return (
    <div role={role} className={classNames(styles.notice, styles[tone])}>
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
