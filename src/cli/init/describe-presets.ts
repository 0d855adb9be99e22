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
  return `Three policies to choose from:\n${presets.join('')}${standing(chosen)}An admin chooses: qgate policy set --preset clean_changes\n`;
}

function standing(chosen: PolicyChoice | null | undefined): string {
  if (chosen === undefined) return '';
  if (chosen === null) return 'Your organization has not chosen yet, and begins with specified.\n';
  return chosen === 'own' ? 'Your organization has a policy of its own.\n' : '';
}
