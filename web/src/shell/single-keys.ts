import { hasPreference, usePreference } from '../ui/use-preference';

const NAME = 'no-single-keys';

/** True where shortcuts of one character are off in this browser, e.g. as speech input would press them. */
export const areSingleKeysOff = (): boolean => hasPreference(NAME);

export const useSingleKeysOff = () => usePreference(NAME);
