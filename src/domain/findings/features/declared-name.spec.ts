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
    ['  «x» = y;'],
    ['@«Test»\n\n\n\n\n\nvoid far() {'],
    ['// «nothing»'],
  ])('finds none in %j', (code) => {
    expect(nameIn(code)).toBeNull();
  });
});
