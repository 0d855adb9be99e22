import { explainPolicy, type PolicyChoice, PRESETS } from '../../domain/gate/presets.js';

/**
 * The presets of the policy with their rules, and how to choose one.
 *
 * @param chosen the organization's choice, null before it made one; undefined where it is not known
 */
export function describePresets(chosen: PolicyChoice | null | undefined): string {
  const presets = PRESETS.map(({ name, title, recommended, policy }) => {
    const notes = [recommended && 'recommended', name === chosen && 'chosen'].filter((note) => note !== false);
    const sentences = explainPolicy(policy).map(({ sentence }) => `    ${sentence}\n`);
    return `  ${name}: ${title}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}\n${sentences.join('')}`;
  });
  return `Three policies to choose from:\n${presets.join('')}${standing(chosen)}`;
}

function standing(chosen: PolicyChoice | null | undefined): string {
  if (chosen === undefined) return choose('chooses', 'clean_changes');
  if (chosen === null)
    return `Your organization has not chosen one yet and starts with the policy "specified".\n${choose('chooses', 'clean_changes')}`;
  const current = chosen === 'own' ? 'has a policy of its own' : `chose ${chosen}`;
  return `Your organization ${current}.\n${choose('chooses another', 'NAME')}`;
}

/** The command of an admin, whom a pipeline's key is not. */
const choose = (verb: string, preset: string): string =>
  `An admin ${verb}, signed in with qgate login: qgate policy set --preset ${preset}\n`;
