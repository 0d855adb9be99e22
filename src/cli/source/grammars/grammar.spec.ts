import { readScopesByLayout } from '../scopes/read-scopes.js';
import { ScopeTree } from '../scopes/scope-tree.js';
import { toSourceFile } from '../source-file.js';
import { loadGrammar } from './grammar.js';
import { GRAMMAR_LANGUAGES, grammarLanguageOf } from './languages.js';

const never = () => false;

async function scopesIn(extension: string, marked: string): Promise<Record<string, string | null>> {
  const grammar = await loadGrammar(grammarLanguageOf(extension)!);
  // The marks are no code in any of the languages: a block comment stands in for each.
  const marks = [...marked.matchAll(/¤(\w+)¤/gu)];
  const text = marked.replace(/¤\w+¤/gu, (mark) => mark.replace(/./gu, ' '));
  const tree = new ScopeTree(grammar.readScopes(text, never)!);
  return Object.fromEntries(marks.map(({ index, 1: name }) => [name, tree.pathAt(index)]));
}

const JAVASCRIPT = `
import x from 'y';
export default class Cart extends Base {
  #handle = () => { ¤field¤ };
  static async add(¤head¤ item) { items.forEach((one) => { ¤callback¤ }); }
  get total() { return ¤getter¤ 1; }
}
const sum = (items) => items.length¤arrow¤.size;
function* walk() { ¤generator¤ }
exports.find = function () { ¤assigned¤ };
module.exports = { save() { ¤method¤ }, 'load-all': async () => { ¤pair¤ } };
const named = function inner() { ¤outer_name¤ };
(function () { ¤anonymous¤ })();
exports.Shop = class Store { sell() { ¤named_class¤ } };
const Till = class { open() { ¤class_in_variable¤ } };
setTimeout(function later() { ¤expression¤ }, 1);
describe('the (new) cart', () => {
  it.each([1, 2])(\`adds "\${1}"\`, async function () { ¤test¤ });
});
¤top¤
`;

const JAVASCRIPT_SCOPES = {
  field: 'Cart.#handle',
  head: 'Cart',
  callback: 'Cart.add',
  getter: 'Cart.total',
  arrow: 'sum',
  generator: 'walk',
  assigned: 'exports.find',
  method: 'save',
  pair: 'load-all',
  outer_name: 'named',
  anonymous: null,
  named_class: 'Store.sell',
  class_in_variable: 'Till.open',
  expression: 'later',
  test: 'describe(the new cart).it.each1, 2(adds $1)',
  top: null,
};

const LANGUAGES: readonly (readonly [name: string, extension: string, marked: string, scopes: object])[] = [
  ['JavaScript', 'js', JAVASCRIPT, JAVASCRIPT_SCOPES],
  ['JSX', 'jsx', 'function App() { return <p onClick={() => { ¤a¤ }}>{x}</p>; }', { a: 'App' }],
  ['TypeScript', 'ts', JAVASCRIPT, JAVASCRIPT_SCOPES],
  [
    "TypeScript's own",
    'ts',
    `abstract class Shop<T extends object> { private readonly open = async (): Promise<void> => { ¤arrow¤ }; abstract x(): void; y(this: Shop<T>): asserts this { ¤y¤ } }
     interface Priced { ¤member¤ price: number } enum Size { ¤enum¤ S } type Row = { ¤type¤ id: string };
     namespace Inner { export function f<const T>(a: T) { ¤namespaced¤ } } function over(a: 1): void; function over(a: unknown) { ¤overload¤ }`,
    {
      arrow: 'Shop.open',
      y: 'Shop.y',
      member: 'Priced',
      enum: 'Size',
      type: 'Row',
      namespaced: 'f',
      overload: 'over',
    },
  ],
  [
    'TSX',
    'tsx',
    'export const List = <T,>({ rows }: Props<T>) => { const pick = useCallback((row: T) => { ¤a¤ }, []); return <ul>{rows.map((r) => <li key={1}>{¤b¤ r}</li>)}</ul>; };',
    { a: 'List', b: 'List' },
  ],
  [
    'Python',
    'py',
    `@app.route("/")
async def index(a=1, ¤head¤ *args):
    x = lambda y: y ¤lambda¤
    def inner():
        """text
def not_me(): """
        return 1 ¤inner¤
    return x ¤index¤

class Cart(Base):
    total = 0 ¤cls¤
    @property
    def size(self) -> int:
        return len(self.items) ¤size¤
¤top¤`,
    {
      head: null,
      lambda: 'index',
      inner: 'index.inner',
      index: 'index',
      cls: 'Cart',
      size: 'Cart.size',
      top: null,
    },
  ],
  [
    'Java',
    'java',
    `package shop;
@Entity(name = "cart") public class Cart<T> implements Priced {
  private int x = 1; ¤field¤
  Cart(int a) { ¤ctor¤ }
  @Override public int total(¤head¤ int a) throws E { Runnable r = () -> { ¤lambda¤ }; return 1; }
  enum Size { S { int z() { return 1; ¤constant¤ } }; void q() { ¤enum¤ } }
  record Row(int id) { Row { ¤compact¤ } }
  interface Inner { default void d() { ¤default¤ } }
}`,
    {
      field: 'Cart',
      ctor: 'Cart.Cart',
      head: 'Cart',
      lambda: 'Cart.total',
      constant: 'Cart.Size.S.z',
      enum: 'Cart.Size.q',
      compact: 'Cart.Row.Row',
      default: 'Cart.Inner.d',
    },
  ],
  [
    'Go',
    'go',
    `package shop
type Cart struct {
  items []int ¤field¤
}
func (c *Cart) Total(¤head¤ a int) int {
  for _, i := range c.items { ¤loop¤ }
  return 1
}
func (l List[T]) Len() int { return 1 ¤generic¤ }
func (l *Set[T]) Len() int { return 1 ¤pointer¤ }
func TestCart(t *testing.T) {
  check := func() { ¤local¤ }
  t.Run("adds up", func(t *testing.T) { ¤run¤ })
}`,
    {
      field: 'Cart',
      head: null,
      loop: 'Cart.Total',
      generic: 'List.Len',
      pointer: 'Set.Len',
      local: 'TestCart.check',
      run: 'TestCart.t.Run(adds up)',
    },
  ],
  [
    'C#',
    'cs',
    `using System;
namespace Shop { [Serializable] public class Cart<T> : Base where T : class {
  int x; ¤field¤
  public Cart() : base() { ¤ctor¤ }
  ~Cart() { ¤dtor¤ }
  public int Size { get { return 1; ¤getter¤ } }
  public int Count => ¤expression¤ 1;
  public async Task<int> Total(¤head¤ int a) { int Local(int b) { return b; ¤local¤ } return Local(a); }
  public string Name() => ¤arrow¤ "x";
}
public record Row(int Id) { void Z() { ¤record¤ } }
interface IPriced { void D() { ¤default¤ } } struct S { void M() { ¤struct¤ } } enum Size { S ¤enum¤ } }`,
    {
      field: 'Cart',
      ctor: 'Cart.Cart',
      dtor: 'Cart.Cart',
      getter: 'Cart.Size',
      expression: 'Cart.Count',
      head: 'Cart',
      local: 'Cart.Total.Local',
      arrow: 'Cart.Name',
      record: 'Row.Z',
      default: 'IPriced.D',
      struct: 'S.M',
      enum: 'Size',
    },
  ],
  ['C# with a namespace for the file', 'cs', 'namespace Shop;\nclass Cart { void M() { ¤a¤ } }', { a: 'Cart.M' }],
  [
    'PHP',
    'php',
    `<html><?php
namespace Shop;
final class Cart extends Base { use T; private $x = 1; ¤field¤
  public static function total(¤head¤ int $a): int { array_map(function ($y) { return ¤closure¤ 1; }, []); return 1; } }
interface Priced { } trait Sums { function sum() { ¤trait¤ } } enum Size: string { case S = 's'; function f() { ¤enum¤ } }
function find() { ¤function¤ }
$load = function () { ¤assigned¤ };
it('adds up', function () { ¤test¤ });
?></html>`,
    {
      field: 'Cart',
      head: 'Cart',
      closure: 'Cart.total',
      trait: 'Sums.sum',
      enum: 'Size.f',
      function: 'find',
      assigned: '$load',
      test: 'it(adds up)',
    },
  ],
];

describe('grammars', () => {
  it.each(LANGUAGES)('read %s', async (_, extension, marked, scopes) => {
    expect(await scopesIn(extension, marked)).toEqual(scopes);
  });

  it.each(GRAMMAR_LANGUAGES.map((language) => [language.name, language] as const))(
    'load for %s, and read what is no code',
    async (_, language) => {
      const grammar = await loadGrammar(language);
      expect(grammar.readScopes('', never)).toEqual([]);
      expect(grammar.readScopes('\0}}}{{{ class def function ((( "', never)).not.toBeNull();
    },
  );

  it('count characters beyond the basic plane as two', async () => {
    const text = 'const a = "😀😀"; function f() { return 1; }';
    const grammar = await loadGrammar(grammarLanguageOf('js')!);
    expect(grammar.readScopes(text, never)).toEqual([{ name: 'f', start: text.indexOf('{'), end: text.length }]);
  });

  it('give up when it takes too long, and read the next file from its beginning', async () => {
    const grammar = await loadGrammar(grammarLanguageOf('js')!);
    const long = 'function f(a) { return a.b(1, 2, [3]); }\n'.repeat(2000);
    expect(grammar.readScopes(long, () => true)).toBeNull();
    expect(grammar.readScopes('function g() { }', never)).toEqual([{ name: 'g', start: 13, end: 16 }]);
  });

  it('say so when a grammar is not there', async () => {
    await expect(loadGrammar(grammarLanguageOf('go')!, (file) => `/nowhere/${file}`)).rejects.toThrow();
  });

  /** Compares both ways of reading on plain code, for languages that have both. */
  it.each([
    ['a.js', 'class Cart {\n  total(items) {\n    return 1;\n  }\n}\nfunction main() {\n  total();\n}\n'],
    ['a.py', 'class Cart:\n    def total(self):\n        return 1\n\n\ndef main():\n    total()\n'],
    ['A.java', 'class Cart {\n  int total(int a) {\n    return 1;\n  }\n}\n'],
    ['a.go', 'package a\n\nfunc (c *Cart) Total() int {\n\treturn 1\n}\n\nfunc main() {\n\ttotal()\n}\n'],
    ['A.cs', 'class Cart {\n  int Total(int a) {\n    return 1;\n  }\n}\n'],
    ['a.php', '<?php\nclass Cart {\n  function total($a) {\n    return 1;\n  }\n}\nfunction main() {\n  total();\n}\n'],
  ])('come to what the layout shows of %s', async (path, text) => {
    const file = toSourceFile(path, text);
    const grammar = await loadGrammar(grammarLanguageOf(path.split('.')[1]!)!);
    const byGrammar = new ScopeTree(grammar.readScopes(text, never)!);
    const byLayout = new ScopeTree(readScopesByLayout(file));
    const places = file.lines.lines.map((line, at) => file.lineStarts[at]! + Math.max(0, line.search(/\S/u)));
    const paths = places.map((place) => byGrammar.pathAt(place));
    expect(paths.filter((path) => path !== null).length).toBeGreaterThan(1);
    // A lone closing brace is inside for the one and outside for the other.
    const words = places.filter((place) => /\w/u.test(text.charAt(place)));
    expect(words.map((place) => byLayout.pathAt(place))).toEqual(words.map((place) => byGrammar.pathAt(place)));
  });
});
