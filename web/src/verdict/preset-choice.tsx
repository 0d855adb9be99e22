import { useId, useMemo, useState } from 'react';
import { failureWords } from '../api/problem';
import { prepareSimulation, type SimulatedPolicy, type SimulationInputs } from '../gate/simulation';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Notice } from '../ui/notice';
import { effectSentence } from './effect-sentence';
import styles from './preset-choice.module.css';
import { type Preset, type Presets, useChoosePreset } from './presets.queries';

interface PresetChoiceProps {
  readonly presets: Presets;
  /** Switches that a choice leaves as they are. */
  readonly switches: Omit<SimulatedPolicy, 'policy'>;
  /** Scans to try the presets on; undefined until they are read. */
  readonly inputs: SimulationInputs | undefined;
  /** Reason why the person may not choose. */
  readonly lockedBecause: string | null;
}

/** The presets side by side, each with its rules in sentences and its effect; choosing one asks first. */
export function PresetChoice({ presets: { presets, chosen }, switches, inputs, lockedBecause }: PresetChoiceProps) {
  const [asked, setAsked] = useState<Preset | null>(null);
  const judge = useMemo(() => inputs && prepareSimulation(inputs), [inputs]);
  const effectOf = ({ policy }: Preset): string => {
    if (inputs === undefined || judge === undefined) return '';
    if (inputs.scans.length === 0) return 'There is no scan yet to try it on.';
    return effectSentence(judge({ ...switches, policy: policy }));
  };
  return (
    <>
      <div className={styles.choice}>
        {presets.map((preset) => (
          <PresetCard
            key={preset.name}
            preset={preset}
            isChosen={preset.name === chosen}
            effect={effectOf(preset)}
            lockedBecause={lockedBecause}
            onChoose={() => setAsked(preset)}
          />
        ))}
      </div>
      {asked !== null && <ConfirmChoice preset={asked} effect={effectOf(asked)} onClose={() => setAsked(null)} />}
    </>
  );
}

/** A line about each preset. */
const ABOUT: Readonly<Record<Preset['name'], string>> = {
  specified: 'The defaults of an organization that has not chosen. They also judge old code.',
  clean_changes: 'Judges only what a change adds.',
  strict: 'Clean changes with more rules.',
};

interface PresetCardProps {
  readonly preset: Preset;
  readonly isChosen: boolean;
  readonly effect: string;
  readonly lockedBecause: string | null;
  readonly onChoose: () => void;
}

function PresetCard({ preset, isChosen, effect, lockedBecause, onChoose }: PresetCardProps) {
  const titleId = useId();
  const notes = [preset.recommended && 'recommended', isChosen && 'in force'].filter((note) => note !== false);
  return (
    <article aria-labelledby={titleId} className={styles.preset}>
      <h3 id={titleId} className={styles.title}>
        {preset.title} {notes.length > 0 && <span className={styles.note}>{notes.join(', ')}</span>}
      </h3>
      <p>{ABOUT[preset.name]}</p>
      <ul className={styles.rules}>
        {preset.rules.map(({ rule, sentence }) => (
          <li key={rule}>{sentence}</li>
        ))}
      </ul>
      <p className={styles.effect}>{effect}</p>
      <div>
        <Button kind={preset.recommended ? 'primary' : 'secondary'} lockedBecause={lockedBecause} onClick={onChoose}>
          Choose {preset.title}
        </Button>
      </div>
    </article>
  );
}

function ConfirmChoice({
  preset,
  effect,
  onClose,
}: {
  readonly preset: Preset;
  readonly effect: string;
  readonly onClose: () => void;
}) {
  const choose = useChoosePreset();
  return (
    <Dialog
      title={`Judge by ${preset.title}?`}
      onClose={onClose}
      onSubmit={() => choose.mutate(preset.name, { onSuccess: onClose })}
      actions={
        <Button kind="primary" type="submit" disabled={choose.isPending}>
          Save {preset.title}
        </Button>
      }
    >
      {choose.error !== null && (
        <Notice tone="failure" role="alert">
          {failureWords(choose.error)}
        </Notice>
      )}
      <p>{effect}</p>
      <p>Its rules replace those in force. The switches, and the rules that a repository sets itself, stay.</p>
    </Dialog>
  );
}
