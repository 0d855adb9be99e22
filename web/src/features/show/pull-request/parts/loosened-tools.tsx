import { type components } from '../../../../api/schema.gen';
import { describeLoosened } from '../../../../gate/describe-loosened';
import { countOf } from '../../../../ui/format';
import { Panel, Section } from '../../../../ui/panel';
import styles from './untested-lines.module.css';

/** Settings by which tools look for less since the change; nothing where there are none. */
export function LoosenedTools({
  loosened,
}: {
  readonly loosened: readonly components['schemas']['LoosenedSetting'][] | null;
}) {
  if (loosened === null || loosened.length === 0) return null;
  return (
    <Section title="Loosened tool settings" aside={countOf(loosened.length, 'setting')}>
      <Panel isFlush>
        <ul aria-label="Loosened tool settings" className={styles.files}>
          {loosened.map((setting) => (
            <li key={`${setting.path} ${setting.tool} ${setting.key}`} className={styles.file}>
              <code>{setting.path}</code>
              <span>{describeLoosened(setting)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </Section>
  );
}
