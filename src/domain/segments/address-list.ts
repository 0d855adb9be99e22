import { type Address, ADDRESS_BYTES } from './manifest.js';

/** Addresses in one text, which crosses to another thread in one piece, however many they are. */
export type AddressList = string;

export const listAddresses = (addresses: readonly Address[]): AddressList => addresses.join('');

export function readAddresses(list: AddressList = ''): ReadonlySet<Address> {
  const digits = 2 * ADDRESS_BYTES;
  return new Set(Array.from({ length: list.length / digits }, (_, at) => list.slice(at * digits, (at + 1) * digits)));
}
