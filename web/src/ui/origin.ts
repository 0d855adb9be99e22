/** The origin of an address, which receives its secrets; null where what is typed is no address yet. */
export const originOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).origin : null);
