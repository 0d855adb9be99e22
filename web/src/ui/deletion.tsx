import { type ReactNode, useState } from 'react';
import { Button } from './button';
import { Panel, Section } from './panel';

interface DeletionProps {
  readonly title: string;
  /** Label of the button that opens the confirmation. */
  readonly action: string;
  /** Reason why the person may not; null where they may. */
  readonly lockedBecause: string | null;
  /** Sentence above the button. */
  readonly about: ReactNode;
  /** The confirmation. */
  readonly children: (close: () => void) => ReactNode;
}

/** Last section of a page: deletes what the page is about, after a confirmation. */
export function Deletion({ title, action, lockedBecause, about, children }: DeletionProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title={title}>
      <Panel>
        <p>{about}</p>
        <Button kind="danger" lockedBecause={lockedBecause} onClick={() => setOpen(true)}>
          {action}
        </Button>
        {isOpen && children(() => setOpen(false))}
      </Panel>
    </Section>
  );
}
