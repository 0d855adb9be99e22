import { type components } from '../api/schema.gen';
import { Notice } from '../ui/notice';
import { Section } from '../ui/panel';

/** Remarks that change no verdict but deserve a look. */
export function Warnings({ warnings }: { readonly warnings: readonly components['schemas']['Warning'][] }) {
  if (warnings.length === 0) return null;
  return (
    <Section title="Worth a look">
      {warnings.map(({ code, message }, at) => (
        <Notice key={at} tone="warning">
          {message} <code>{code}</code>
        </Notice>
      ))}
    </Section>
  );
}
