import { DUPLICATION_RULES } from './classify/duplication-rules.js';

/** Tools that find duplicated code and nothing else. */
export const DUPLICATION_TOOLS: readonly string[] = DUPLICATION_RULES.filter(({ rules }) => rules.includes('*')).map(
  ({ tool }) => tool,
);
