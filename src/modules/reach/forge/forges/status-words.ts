import { cutText } from '../../../../domain/reporting/cut-text.js';
import type { StatusReport } from '../../../../domain/reporting/report-facts.js';
import type { ForgeDoor, ForgeReporter } from './forge.js';

/** A commit's state in the words of a forge. */
export interface StatusWords {
  readonly state: string | null;
  readonly description: string | null;
  /** Null or empty: none. */
  readonly url: string | null;
}

/** The words of a forge for a report. */
export const statusWords = (
  { states, limits }: Pick<ForgeReporter, 'states'> & Pick<ForgeDoor, 'limits'>,
  { state, description, url }: StatusReport,
) => ({ state: states[state], description: cutText(description, limits.descriptionLength), url }) satisfies StatusWords;

/** True where both say the same to a reader. */
export const areSameWords = (one: StatusWords, other: StatusWords): boolean =>
  one.state === other.state &&
  (one.description ?? '') === (other.description ?? '') &&
  (one.url ?? '') === (other.url ?? '');
