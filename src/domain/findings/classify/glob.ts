import { matchesWildcards } from '../../wildcards.js';

/** True when the whole text matches the pattern, in which `*` matches anything. */
export const matchesGlob = (pattern: string, text: string): boolean => matchesWildcards(pattern, text, isStar, isSame);

const isStar = (character: string): boolean => character === '*';
const isSame = (character: string, other: string): boolean => character === other;
