import { MEASURED_LANGUAGES, measuredLanguageOf } from './languages.js';
import { loadMeasure } from './measure-functions.js';

const never = () => false;

/** Texts with their functions, counted by hand: one, and one for each branch that the comment behind it names. */
const FIXTURES: readonly (readonly [
  name: string,
  extension: string,
  text: string,
  functions: Readonly<Record<string, number>>,
])[] = [
  [
    'Python',
    'py',
    `@cached
async def total(items, flag=None):
    if flag and items or not flag:  # if, and, or
        return 0
    elif items is None:  # elif
        pass
    else:
        pass
    for item in items:  # for
        while item:  # while
            break
    else:
        pass
    try:
        size = [i for i in items if i if i > 1]  # for, if, if
    except KeyError:  # except
        size = 1 if flag else 2  # if
    finally:  # finally
        pass
    with open('f') as f:
        assert f
    match size:
        case [a, b] if a:  # case, if
            pass
        case _:  # case
            pass

    def inner(x):
        return x or 1  # or
    return sorted(items, key=lambda x: x and x.key)  # and

class Cart:
    def size(self):
        """if this and that or other"""
        return len(self.items)
`,
    { total: 17, inner: 2, size: 1 },
  ],
  [
    'Java',
    'java',
    `class Cart {
  Cart(int a) { if (a > 0 && a < 9 || a == 12) { } }             // if, &&, ||
  abstract int nothing();
  int total(List<?> items) {
    for (int i = 0; i < 3; i++) { }                               // for
    for (Item item : items) { while (true) { break; } }           // for, while
    do { } while (more());                                        // do
    switch (kind) { case 1: case 2: break; default: }             // case, case
    int way = switch (kind) { case 1, 2 -> 3; default -> 4; };    // case
    try { } catch (A | B e) { } catch (C e) { } finally { }       // catch, catch
    Runnable r = () -> { if (a) { } };                            // if
    new Thread() { public void run() { if (b) { } } };            // if, of run
    return a ? b ? 1 : 2 : 3;                                     // ?, ?
  }
  record Row(int id) { Row { if (id < 0) throw new E(); } }       // if
}`,
    { Cart: 4, total: 13, run: 2, Row: 2 },
  ],
  [
    'Go',
    'go',
    `package shop
func Total(items []int) int {
  if a := f(); a && b || c { } else if d { }     // if, &&, ||, if
  for { }                                        // for
  for _, i := range items { }                    // for
  switch kind { case 1, 2: default: }            // case
  switch x := v.(type) { case int: case bool: }  // case, case
  select { case <-done: default: }               // case
  go func() { if stop { } }()                    // if, of the literal
  return 1
}
func (c *Cart) Len() int { return len(c.items) }`,
    { Total: 11, '': 2, Len: 1 },
  ],
  [
    'C#',
    'cs',
    `namespace Shop;
class Cart {
  public Cart(int? a) : base(a) { if (a > 0 && a < 9 || a == 12) { } }  // if, &&, ||
  int Count => items?.Count ?? 0;                                        // ??
  int Size { get { return full ? 1 : 2; } set { size = value; } }        // ?
  string Total(int? kind) {
    for (;;) { foreach (var x in y) { while (z) { } } }                   // for, foreach, while
    do { } while (more);                                                  // do
    switch (kind) { case 1: case 2: break; default: break; }              // case, case
    try { } catch (E e) when (e.Bad) { } finally { }                      // catch
    cache ??= new();                                                      // ??=
    int Local(int b) => b > 0 ? 1 : 2;                                    // ?, of Local
    items.ForEach(x => { if (x) { } });                                   // if
    return "";
  }
}`,
    { Cart: 4, Count: 2, get: 2, set: 1, Total: 10, Local: 2 },
  ],
  [
    'PHP',
    'php',
    `<?php
final class Cart {
  public function total(?array $items): ?int {
    if ($a && $b || $c and $d) { } elseif ($e) { } else if ($f) { }  // if, &&, ||, and, elseif, if
    for (;;) { foreach ($items as $i) { while ($i) { } } }             // for, foreach, while
    do { } while ($more);                                              // do
    switch ($kind) { case 1: case 2: break; default: }                 // case, case
    try { } catch (E $e) { } finally { }                               // catch
    $x = match ($kind) { 1, 2 => 3, default => 4 };                    // match
    $y = $a ? 1 : ($b ?: 2);                                           // ?, ?
    $z = $a ?? $b?->c;                                                 // ??
    $pick = function ($row) { if ($row) { } };                         // if, of $pick
    return array_map(fn($i) => $i ? 1 : 2, $items);                    // ?, of the literal
  }
  abstract function nothing();
}
function find() { }`,
    { total: 18, $pick: 2, '': 2, find: 1 },
  ],
  [
    'C++',
    'cpp',
    `#if A && B
static int *find(const char *a) {
#ifdef C
  if (a && *a || !b) return 0;                        // if, &&, ||
#endif
  for (;;) { for (auto x : y) { while (1) { } } }      // for, for, while
  do { } while (more);                                 // do
  switch (kind) { case 1: case 2: break; default: ; }  // case, case
  try { } catch (E &e) { } catch (...) { }             // catch, catch
  auto f = [](int x) { return x ? 1 : 2; };            // ?
  return a and b ? a : b;                              // and, ?
}
#endif
Cart::Cart() : size(1) { }
template <class T> T &Cart::at(int i) const { if (i) { } return x; }  // if
struct Row { bool operator==(const Row &o) { return a == o.a && b == o.b; } };  // &&`,
    { find: 15, 'Cart::Cart': 1, 'Cart::at': 2, 'operator==': 2 },
  ],
  [
    'Ruby',
    'rb',
    `class Cart
  def total(items, empty? = nil)
    if a && b || c and not d then 1   # if, &&, ||, and
    elsif e then 2                    # elsif
    else 3 end
    unless f then 4 end               # unless
    return 5 if g                     # if
    return 6 unless h                 # unless
    while i do break end              # while
    until j do break end              # until
    for k in items do end             # for
    items.each { |x| x.ok? ? 1 : 2 }  # ?
    case l
    when 1, 2 then 3                  # when
    when 4 then 5                     # when
    end
    case m
    in {n:} then 1                    # in
    end
    begin
      p
    rescue A, B                       # rescue
      q
    ensure                            # ensure
      r
    end
    s rescue t                        # rescue
  end
  def self.size = 1
end`,
    { total: 19, size: 1 },
  ],
  [
    'Rust',
    'rs',
    `impl<T> Cart<T> where T: Item {
  fn total(&self, items: &[T]) -> Result<u32> where T: Clone {
    if a && b || c { } else if let Some(d) = e { }      // if, &&, ||, if
    for i in items { while i { } }                      // for, while
    while let Some(x) = y { }                           // while
    loop { break; }
    match kind { 1 | 2 => 3, n if n > 4 => 5, _ => 6 }  // match, if
    let f = |x: u32| if x > 0 { 1 } else { 2 };         // if
    let size = read()?;                                 // ?
    fn inner() { if z { } }                             // if, of inner
    Ok(size)
  }
}
trait Item { fn price(&self) -> u32; fn free(&self) -> bool { false } }`,
    { total: 12, inner: 2, free: 1 },
  ],
];

describe('cyclomatic numbers', () => {
  it.each(FIXTURES)('of %s are those counted by hand', async (_, extension, text, functions) => {
    const measure = await loadMeasure(measuredLanguageOf(extension)!);
    const measured = measure(text, never)!;
    expect(Object.fromEntries(measured.map(({ name, cyclomaticNumber }) => [name ?? '', cyclomaticNumber]))).toEqual(
      functions,
    );
    expect(measured).toHaveLength(Object.keys(functions).length);
  });

  it('are measured in eight languages, which JavaScript is none of', () => {
    expect(MEASURED_LANGUAGES.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Python', 'Java', 'Go', 'C#', 'PHP', 'C and C++', 'Ruby', 'Rust']),
    );
    expect(MEASURED_LANGUAGES).toHaveLength(8);
    expect(measuredLanguageOf('ts')).toBeNull();
  });

  it('come with the place of the name, in UTF-16 code units', async () => {
    const measure = await loadMeasure(measuredLanguageOf('py')!);
    expect(measure('x = "😀"\n@a\nasync def f(): pass\n', never)).toEqual([
      { name: 'f', line: 3, column: 11, cyclomaticNumber: 1 },
    ]);
  });

  it.each(MEASURED_LANGUAGES.map((language) => [language.name, language] as const))(
    'of %s: no code has none, and reading that takes too long gives up',
    async (_, language) => {
      const measure = await loadMeasure(language);
      expect(measure('', never)).toEqual([]);
      expect(measure('\0}}}{{{ class def function ((( "', never)).not.toBeNull();
      expect(measure('int f(int a) { return a; }\n'.repeat(2000), () => true)).toBeNull();
    },
  );
});
