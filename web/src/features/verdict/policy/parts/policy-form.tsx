import { type Problem } from '../../../../api/problem';
import { absentRules, COVERAGE_SCANS, type CoverageScans, firstThreshold } from '../../../../gate/policy';
import { RULE_TITLES, type RuleName } from '../../../../gate/words';
import { Button } from '../../../../ui/button';
import { SelectField } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import { SCANS_TITLE, SCANS_WORDS } from '../messages';
import { type Faults, type PolicyDraft, withSwitch, withText } from '../policy-draft';
import styles from './policy-form.module.css';
import { PolicySwitches } from './policy-switches';
import { RuleField } from './rule-field';

interface PolicyFormProps {
  readonly draft: PolicyDraft;
  readonly faults: Faults;
  /** The draft is what scans are judged by now. */
  readonly isInForce: boolean;
  /** Refusal of the last save. */
  readonly problem: Problem | null;
  /** Reason why the person may not save a policy; everybody may try one. */
  readonly lockedBecause: string | null;
  /** Reason why the draft cannot be saved as it is. */
  readonly unsaveableBecause: string | null;
  readonly isSaving: boolean;
  /** Version that the last save made, while nothing was changed since. */
  readonly savedVersion: string | undefined;
  readonly onChange: (draft: PolicyDraft) => void;
  readonly onSave: () => void;
}

/** Fields of all rules and the switches. */
export function PolicyForm(props: PolicyFormProps) {
  const { draft, faults, isInForce, problem, lockedBecause, unsaveableBecause } = props;
  const { isSaving, savedVersion, onChange, onSave } = props;
  const refusals = problem?.extra.errors ?? [];
  const locked = lockedBecause ?? unsaveableBecause;
  return (
    <Section title="Rules" aside={`${isInForce ? 'in force; ' : ''}an empty field switches its rule off`}>
      <Panel>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (locked === null) onSave();
          }}
        >
          {(Object.keys(draft.texts) as RuleName[]).map((rule) => (
            <RuleField
              key={rule}
              rule={rule}
              text={draft.texts[rule]!}
              savedText={String(draft.base.policy[rule] ?? '')}
              error={faults[rule] ?? refusals.find(({ field }) => field === `policy.${rule}`)?.message}
              onChange={(text) => onChange(withText(draft, rule, text))}
            />
          ))}
          <AddRule draft={draft} onChange={onChange} />
          <SelectField
            label={SCANS_TITLE}
            value={draft.coverageOn}
            onChange={({ target }) => onChange({ ...draft, coverageOn: target.value as CoverageScans })}
          >
            {COVERAGE_SCANS.map((scans) => (
              <option key={scans} value={scans}>
                {SCANS_WORDS[scans]}
              </option>
            ))}
          </SelectField>
          <PolicySwitches
            switches={draft.switches}
            onChange={(name, isOn) => onChange(withSwitch(draft, name, isOn))}
          />
          {problem !== null && refusals.length === 0 && (
            <Notice tone="failure" role="alert">
              {problem.detail}
            </Notice>
          )}
          <div className={form.actions}>
            <Button kind="primary" type="submit" lockedBecause={locked} disabled={isSaving}>
              Save policy
            </Button>
            {savedVersion !== undefined && <span role="status">Saved as revision {savedVersion}.</span>}
          </div>
        </form>
      </Panel>
    </Section>
  );
}

/** Choice of a rule that the policy does not have. */
function AddRule({ draft, onChange }: Pick<PolicyFormProps, 'draft' | 'onChange'>) {
  const rules = absentRules(draft.base.policy).filter((rule) => draft.texts[rule] === undefined);
  if (rules.length === 0) return null;
  return (
    <SelectField
      label="Another rule"
      value=""
      onChange={({ target }) => {
        const rule = target.value as RuleName;
        onChange(withText(draft, rule, String(firstThreshold(rule))));
      }}
    >
      <option value="">choose one to add</option>
      {rules.map((rule) => (
        <option key={rule} value={rule}>
          {RULE_TITLES[rule]}
        </option>
      ))}
    </SelectField>
  );
}
