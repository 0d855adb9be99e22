import { DUPLICATION_RULES } from './classify/duplication-rules.js';
import { toolFamily } from './classify/tool-families.js';

const FAMILIES: ReadonlySet<string> = new Set(
  DUPLICATION_RULES.filter(({ rules }) => rules.includes('*')).map(({ tool }) => tool),
);

/** True for a tool that finds duplicated code and nothing else, however its report spells the name. */
export const isDuplicationTool = (tool: string): boolean => FAMILIES.has(toolFamily(tool));
