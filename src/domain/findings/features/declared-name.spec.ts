import { flagged } from '../../../../test/support/flagged-code.js';
import { declaredName } from './declared-name.js';
import { Excerpt } from './excerpt.js';

const nameIn = (code: string): string | null => declaredName(Excerpt.of(flagged(code)[0]!)!);

describe('declaredName', () => {
  it.each([
    ['«class» Cart extends Base {', 'Cart'],
    ['export default «function» total(cart) {', 'total'],
    ['func («c» *Cart) Total(rate int) int {', 'Total'],
    ['    «def» total(self, rate):', 'total'],
    ['  def «valid»?', 'valid?'],
    ['pub(crate) fn «total»(&self) -> u32 {', 'total'],
    ['exports.«total» = function (cart) {', 'total'],
    ['module.exports.«total» = function total2(cart) {', 'total2'],
    ['const «total» = async (cart) => {', 'total'],
    ['  «total»: function (cart) {', 'total'],
    ['const «total» = (', 'total'],
    ['export const total: Sum = async (cart: Cart, done: () => void): Promise<number> «=>» {', 'total'],
    ['export const total = (\n  cart: Cart,\n  rate = 1,\n): number «=>» {', 'total'],
    ['  public static int «total»(Cart cart) throws IOException {', 'total'],
    ['void Cart::«total»(int rate)', 'Cart::total'],
    ['  async «total»(cart) {', 'total'],
    ['«total»() {', 'total'],
    ['@«Test»\n@Timeout(5)\n\npublic void adds() {', 'adds'],
    ['#[«test»]\nfn adds() {', 'adds'],
    ['@«app».route("/")\ndef index():', 'index'],
  ])('reads %j', (code, name) => {
    expect(nameIn(code)).toBe(name);
  });

  it.each([
    ['  «total»(cart);'],
    ['  return «total»(cart, (item) => {'],
    ['  if («total»(cart)) {'],
    ['  } else if («total»(cart)) {'],
    ['  const sum = «total»(cart);'],
    ['  const «sum» = (a + b) * c;'],
    ['  run(\n    1,\n  ).then(«(item)» => {'],
    ['  «x» = y;'],
    ['@«Test»\n\n\n\n\n\nvoid far() {'],
    ['// «nothing»'],
  ])('finds none in %j', (code) => {
    expect(nameIn(code)).toBeNull();
  });

  it.each([
    ['Map<String, List<Integer>> «total»(Cart cart)', 'total'],
    ['Map<String, Integer>[] a<b> «total»(Cart cart)', 'total'],
    ['List<Integer «total»(Cart cart)', null],
    ['(a) List<Integer> «total»(Cart cart)', null],
  ])('reads type arguments in %j', (code, name) => {
    expect(nameIn(code)).toBe(name);
  });

  it.each(['a<a> ', 'a<', 'a> ', 'a *', 'a[] ', '@a() ', ')#', '[A()', 'def (', 'a = (', 'a::', ' '])(
    'takes linear time for %j over and over',
    (part) => {
      const started = performance.now();
      for (const [before, after] of [
        ['', ''],
        ['@a(', '\r)x'],
        ['a', '(;'],
      ] as const)
        nameIn(`«x» ${before}${part.repeat(60_000 / part.length)}${after}`);
      // A choice at each part would take longer than the universe lasts.
      expect(performance.now() - started).toBeLessThan(5_000);
    },
  );
});
