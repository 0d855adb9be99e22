import { type components } from '../../../../api/schema.gen';
import { describeDirective } from '../../../../gate/describe-directive';
import { linkToLines } from '../../../../gate/expand-link';
import { countOf } from '../../../../ui/format';
import { Panel, Section } from '../../../../ui/panel';
import { type ForgeLinks } from '../../repository/repository.queries';
import styles from './untested-lines.module.css';

interface SilencedToolsProps {
  readonly suppressions: components['schemas']['Suppressions'] | null;
  readonly links: ForgeLinks | null | undefined;
  readonly sha: string | null;
}

/** Directives that the change adds and that silence tools, with their reasons and what they hide; nothing where it adds none. */
export function SilencedTools({ suppressions, links, sha }: SilencedToolsProps) {
  if (suppressions === null || suppressions.added === 0) return null;
  const { items, added } = suppressions;
  return (
    <Section title="New directives that silence tools" aside={countOf(added, 'directive')}>
      <Panel isFlush>
        <ul aria-label="New directives that silence tools" className={styles.files}>
          {items.map((item) => {
            const { issue_id: id, file_path: path, line } = item;
            const place = <code>{`${path}:${line}`}</code>;
            const href = linkToLines(links?.file, sha, { path, from: line });
            return (
              <li key={id} className={styles.file}>
                {href === null ? (
                  place
                ) : (
                  <a href={href} rel="noreferrer">
                    {place}
                  </a>
                )}
                <span>{describeDirective(item)}</span>
              </li>
            );
          })}
        </ul>
      </Panel>
    </Section>
  );
}
