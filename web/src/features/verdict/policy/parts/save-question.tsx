import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { countOf, formatCount } from '../../../../ui/format';
import { effectSentence } from '../../../../verdict/effect-sentence';
import { type Effect, type Question } from '../use-question';

interface SaveQuestionProps {
  readonly question: Question;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before a policy is saved that judges or blocks otherwise than the one in force, with the figures of the page. */
export function SaveQuestion({ question, onConfirm, onClose }: SaveQuestionProps) {
  const { effect, sentences, loosened } = question;
  return (
    <Dialog
      title={titleOf(question)}
      onClose={onClose}
      onSubmit={onConfirm}
      actions={
        <Button kind="primary" type="submit">
          Save it
        </Button>
      }
    >
      {effect === null ? <p>Its effect on scans is not known yet.</p> : <EffectWords effect={effect} />}
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {loosened.length > 0 && (
        <>
          <p>It asks less of changes:</p>
          <ul>
            {loosened.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      )}
      <p>Existing verdicts stay until their scans are judged again.</p>
    </Dialog>
  );
}

function EffectWords({ effect: { simulation, already, kept } }: { readonly effect: Effect }) {
  return (
    <>
      <p>{effectSentence(simulation)}</p>
      {already > 0 && (
        <p>
          {formatCount(already)} of the {formatCount(simulation.to_failed.length)} would fail under the policy in force
          as well, if it judged them again now.
        </p>
      )}
      {kept > 0 && (
        <p>
          {countOf(kept, 'scan')} that {kept === 1 ? 'stays' : 'stay'} failed would pass under the policy in force.
        </p>
      )}
    </>
  );
}

function titleOf({ effect, sentences, loosened }: Question): string {
  const isLooser = loosened.length > 0 || effect?.isLooser === true;
  if (effect === null || sentences.length > 0 || effect.isStricter === isLooser) return 'Save this policy?';
  return effect.isStricter ? 'Save a stricter policy?' : 'Save a looser policy?';
}
