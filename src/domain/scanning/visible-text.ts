/** White space, marks on letters, control characters, and all that Unicode shows as nothing, fillers of Hangul and Braille among them. */
const INVISIBLE = /[\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** The characters of a text that a person sees. */
export const visiblePart = (text: string): string => text.replace(INVISIBLE, '');

/** True for a text in which a person sees something: all else is no reason. */
export const hasVisibleText = (text: string): boolean => visiblePart(text) !== '';
