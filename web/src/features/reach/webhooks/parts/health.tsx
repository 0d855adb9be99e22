import { Ago } from '../../../../ui/ago';
import { disabledWords, HEALTH_WORDS } from '../messages';
import { type Webhook } from '../webhooks.queries';

/** State of a webhook's endpoint, since when and why. */
export function Health({ health }: { readonly health: Webhook['health'] }) {
  const { state, failing_since, paused_until, disabled_reason } = health;
  return (
    <span>
      {HEALTH_WORDS[state]}
      {state === 'failing' && failing_since !== null && (
        <>
          {' '}
          since <Ago at={failing_since} />
        </>
      )}
      {state === 'disabled' && `: ${disabledWords(disabled_reason)}`}
      {paused_until !== null && (
        <>
          ; the next attempt is <Ago at={paused_until} />
        </>
      )}
    </span>
  );
}
