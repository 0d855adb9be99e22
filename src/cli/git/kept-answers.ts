import { type Git } from './git.js';

/** The git program of one verdict, for which nothing changes meanwhile: the same question starts it once. */
export function withKeptAnswers(git: Git): Git {
  const answers = new Map<string, Promise<string | null>>();
  return {
    ...git,
    ask: (...args) => {
      const key = args.join('\0');
      const known = answers.get(key) ?? git.ask(...args);
      answers.set(key, known);
      return known;
    },
  };
}
