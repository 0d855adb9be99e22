import { useQuery } from '@tanstack/react-query';
import { SWITCHES_AT_FIRST_SAVE } from '../../../../gate/policy';
import { PresetChoice } from '../../../../verdict/preset-choice';
import { presetsQuery } from '../../../../verdict/presets.queries';
import { useMe } from '../../../people/session/session.queries';
import { inputsQuery } from '../../../verdict/policy/policy.queries';

/** Presets, for an organization without a policy. */
export function ChoosePolicy() {
  const { can } = useMe();
  const { data: presets } = useQuery(presetsQuery());
  const { data: inputs } = useQuery(inputsQuery({}));
  if (presets === undefined) return null;
  return (
    <PresetChoice
      presets={presets}
      switches={SWITCHES_AT_FIRST_SAVE}
      inputs={inputs}
      lockedBecause={
        can.edit_policy ? null : 'Only administrators and owners of the organization can choose its policy.'
      }
    />
  );
}
