import { replaceControls } from '../../domain/scanning/control-characters.js';

/** Text in one line without control characters, cut to its most characters. */
export const toText = (value: string | undefined, most: number): string =>
  replaceControls((value ?? '').replace(/\s+/g, ' ').trim())
    .slice(0, most)
    .toWellFormed();
