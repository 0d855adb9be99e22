import { CopyField } from '../../../../ui/copy-field';
import { Panel, Section } from '../../../../ui/panel';
import { type CreatedForgeConnection } from '../forges.queries';

interface NewHookProps {
  readonly name: string;
  readonly hook: CreatedForgeConnection['hook'];
}

/** Address and secret for the hook of a new connection. */
export function NewHook({ name, hook }: NewHookProps) {
  return (
    <Section title={`Hook of ${name}`} aside="optional: the forge then reports new pushes and closed pull requests">
      <Panel>
        {hook.url === null ? (
          <p>The operator of this service must set PUBLIC_URL: without it, there is no address to call.</p>
        ) : (
          <CopyField label="Hook address" value={hook.url} hint="Content type: JSON." />
        )}
        <CopyField label="Hook secret" value={hook.secret} hint="It is shown only once." />
      </Panel>
    </Section>
  );
}
