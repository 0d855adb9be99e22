import { toSourceFile } from '../source-file.js';
import { readScopesByLayout } from './read-scopes.js';
import { ScopeTree } from './scope-tree.js';

/** The scope of each place that is marked with a number in a comment-like token `¤1`, in order. */
function scopesIn(path: string, marked: string): Record<string, string | null> {
  const file = toSourceFile(path, marked);
  const tree = new ScopeTree(readScopesByLayout(file));
  return Object.fromEntries([...marked.matchAll(/¤(\w+)/gu)].map(({ index, 1: name }) => [name, tree.pathAt(index)]));
}

describe('readScopesByLayout', () => {
  it.each([
    [
      'C',
      'a.c',
      `#include <x.h>
static int ¤head f_minus(int a, int b)
{
  if (a) { ¤inner(); }
  for (int i = 0; i < 3; i++) { ¤loop; }
  return "}" ? '{' : ¤ret; // }
}
struct point { int ¤field; };
int table[] = { ¤initializer };
`,
      { head: null, inner: 'f_minus', loop: 'f_minus', ret: 'f_minus', field: 'point', initializer: null },
    ],
    [
      'C with an open brace left by the preprocessor',
      'a.c',
      `void broken(void)
{
#ifdef A
  if (a) {
#else
  if (b) {
#endif
    x();
  }
}
void next(void) { ¤next; }
`,
      { next: 'next' },
    ],
    [
      'C++',
      'a.cpp',
      `namespace shop {
class Cart final : public Base {
 public:
  int total() const noexcept { return ¤method; }
};
Cart::Cart(int a) : items(a) { ¤ctor; }
}`,
      { method: 'Cart.total', ctor: 'Cart::Cart' },
    ],
    [
      'Rust',
      'a.rs',
      `#[derive(Debug)]
struct Cart<'a> { name: &'a str¤field }
impl<'a> Price for Cart<'a> {
    fn total<T: Into<u32>>(&self, x: T) -> u32 { match x { _ => { ¤match_arm } } }
}
mod tests { #[test] fn adds() { ¤test } }`,
      { field: 'Cart', match_arm: 'Cart.total', test: 'adds' },
    ],
    [
      'Kotlin',
      'a.kt',
      `data class Cart(val items: List<Item>) {
  companion object { val x = ¤companion }
  override fun total(): Int { return items.sumOf { ¤lambda } }
}
fun Cart.empty() { ¤extension }`,
      { companion: 'Cart', lambda: 'Cart.total', extension: 'Cart.empty' },
    ],
    [
      'Swift',
      'a.swift',
      `final class Cart: Base {
  init(items: [Item]) { ¤init }
  func total(of items: [Item]) -> Int { guard x else { ¤guarded }
    return 1 }
}`,
      { init: 'Cart.init', guarded: 'Cart.total' },
    ],
    [
      'heads over several lines',
      'a.kt',
      `val x = call()
fun total(
  items: List<Item>,
  rate: Int,
): Int
  where T : Any
{
  ¤a
}
val y = call(1)
internal class Cart(
  val items: List<Item>,
) : Base(1),
    Priced {
  ¤b
}`,
      { a: 'total', b: 'Cart' },
    ],
    [
      'demands on types on lines of their own, as rustfmt writes them',
      'a.rs',
      `impl<'a, T> Display for Cart<'a, T>
where
    T: Clone + 'a,
{
    fn total<U>(&self, x: U) -> u32
    where
        U: Into<u32>,
        T: Copy,
    {
        ¤a
    }
}`,
      { a: 'Cart.total' },
    ],
    [
      'templates',
      'a.cpp',
      `template <class T, typename = std::enable_if_t<std::is_class_v<T>>>
class Box {
  template <class U> void put(U&& u) { ¤a }
};
template <class T>
T sum(const std::vector<T>& all) { ¤b }`,
      { a: 'Box.put', b: 'sum' },
    ],
    [
      'Scala',
      'a.scala',
      `object Shop {
  val sizes = Map("a" -> { ¤value })
  override def total[T](items: List[T])(implicit rate: Int): Int = {
    ¤method
  }
}`,
      { value: 'Shop', method: 'Shop.total' },
    ],
    [
      'braces within a text of several lines',
      'a.kt',
      `class Cart {
  val page = """
    } else {{{ "
  """
  fun total() {
    ¤a
  }
}`,
      { a: 'Cart.total' },
    ],
    [
      'a C function whose type is on the line above',
      'a.c',
      `EXPORT(x)\nstatic int\nf_minus(int a,\n    int b)\n{\n  ¤a;\n}`,
      { a: 'f_minus' },
    ],
    [
      'a shell',
      'deploy.sh',
      `build() {
  echo "}" ¤one
}
function push_all {
  for x in y; do ¤two; done
}
echo ¤three`,
      { one: 'build', two: 'push_all', three: null },
    ],
    [
      'Java without its grammar',
      'A.java',
      `@Entity(name = "x") public class Cart {
  @Deprecated @Size(min = 1) public int total(int a) throws E { try { ¤a } catch (E e) { ¤b } }
}`,
      { a: 'Cart.total', b: 'Cart.total' },
    ],
    [
      'JavaScript without its grammar',
      'a.js',
      `export const total = (items) => { ¤arrow };
class Cart { add(item) { items.forEach((x) => { ¤callback }); } }
exports.find = async function () { ¤assigned };`,
      { arrow: 'total', callback: 'Cart.add', assigned: 'exports.find' },
    ],
    [
      'JavaScript with patterns, types and conditions over several lines',
      'a.ts',
      `export async function find({
  path,
  roots = {},
}: { path: string; roots?: object }): Promise<{ found: boolean }> {
  const names = roots
      .map(({ name, parent }) => {
    ¤misplaced
    return name;
  })
      .join();
  if (a ||
      b) {
    ¤condition
  }
  ¤after
}
class Store {
  async #load(): Promise<void> { await all(names.map(async (x) => { ¤nested; })); ¤behind }
}`,
      {
        misplaced: 'find',
        condition: 'find',
        after: 'find',
        nested: 'Store.#load',
        behind: 'Store.#load',
      },
    ],
    [
      'Go without its grammar',
      'a.go',
      'func (c *Cart) Total() int { ¤a }\nfunc main() { ¤b }',
      { a: 'Cart.Total', b: 'main' },
    ],
    [
      'a style sheet',
      'a.scss',
      `.cart {\n  &:hover { color: ¤a; }\n}\n@media (min-width: 1px) { .b { ¤b } }`,
      { a: '.cart.&:hover', b: '@media min-width: 1px..b' },
    ],
    [
      'Python without its grammar',
      'a.py',
      `class Cart:
    """Not a
def function(): here
    """
    def total(
        self,
        ¤parameter
    ):
        x = [
    ¤continued
        ]
        return ¤body

    ¤in_class = 1
¤top = 1
`,
      { parameter: 'Cart', continued: 'Cart.total', body: 'Cart.total', in_class: 'Cart', top: null },
    ],
    [
      'Ruby',
      'cart.rb',
      `module Shop
  class Cart < Base
    def self.total(items)
      items.each do |item|
        ¤a
      end
    end
    attr_reader :x ¤b
  end
end`,
      { a: 'Shop.Cart.self.total', b: 'Shop.Cart' },
    ],
    [
      'here-documents',
      'a.rb',
      `def page(rows)\n  html = <<~EOF\n<style>\ndef not_me(\n  }\nEOF\n  ¤a\nend\n¤b`,
      { a: 'page', b: null },
    ],
    [
      "a shell's here-documents",
      'a.sh',
      `build() {\n  cat <<'EOF' > x\n}\n}\nEOF\n  ¤a\n}\n¤b`,
      { a: 'build', b: null },
    ],
    [
      'Lua',
      'a.lua',
      'local function total(x)\n  return ¤a\nend\nfunction Cart.add(x)\n  ¤b\nend',
      { a: 'total', b: 'Cart.add' },
    ],
    ['Elixir', 'a.ex', 'defmodule Shop.Cart do\n  defp total(items) do\n    ¤a\n  end\nend', { a: 'Shop.Cart.total' }],
    [
      'YAML',
      'ci.yml',
      `jobs:\n  build:\n    steps:\n      - run: |\n          x ¤a\n      - uses: y ¤b\non: ¤c\n`,
      { a: 'jobs.build.steps.run', b: 'jobs.build.steps', c: null },
    ],
    ['an unknown language', 'a.xyz', 'function total()\n  ¤a\nend', { a: 'total' }],
    ['JSON', 'a.json', '{ "class A": { "b": ¤a } }', { a: null }],
  ])('reads %s', (_, path, marked, scopes) => {
    expect(scopesIn(path, marked)).toEqual(scopes);
  });

  it('reads tabs, and lines that end with CRLF or CR', () => {
    expect(scopesIn('a.py', 'class A:\r\n\tdef f(self):\r\n\t\t¤a\r\n\t¤b\r¤c')).toEqual({ a: 'A.f', b: 'A', c: null });
  });

  it.each(['a.c', 'a.py', 'a.yml', 'a.css', 'a.rs'])('reads an empty file and one of nonsense: %s', (path) => {
    expect(readScopesByLayout(toSourceFile(path, ''))).toEqual([]);
    const nonsense = '}}}{{{ ((( """ class \n'.repeat(200);
    for (const { start, end } of readScopesByLayout(toSourceFile(path, nonsense))) {
      expect(start).toBeLessThanOrEqual(end);
      expect(end).toBeLessThanOrEqual(nonsense.length);
    }
  });
});
