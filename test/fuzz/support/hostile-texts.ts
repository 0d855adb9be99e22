/** Length of a text, and a value between 0 and 1 for each choice in it. */
export interface Draw {
  readonly bytes: number;
  readonly random: () => number;
}

/** `part` over and over. */
const fill = (part: string, bytes: number): string => part.repeat(Math.max(1, Math.floor(bytes / part.length)));

/** `open` around each other, closed again. */
const nest = (open: string, close: string, bytes: number): string => {
  const levels = Math.max(1, Math.floor(bytes / (open.length + close.length)));
  return open.repeat(levels) + close.repeat(levels);
};

const numbered = (bytes: number, each: (index: number) => string): string =>
  Array.from({ length: Math.max(1, Math.floor(bytes / each(9999).length)) }, (_, index) => each(index)).join('');

/** Parts whose repetition has cost a reader somewhere its stack, its time or its memory. */
const REPEATED = [
  ...['[', '{', '[{', '{"a":', '[[],', '[],', '{},', '1,', '"a":1,', '"",', '\\', '\\\\', '\\"', '\\u0041', '\\ud800'],
  ...['<a>', '<a ', '<a/>', ' a="1"', '&amp;', '&#65;', '&a;', '<!--', '<![CDATA[', ']]>', '<?a', '<!ENTITY a "b">'],
  ...[
    '- ',
    '? ',
    ': ',
    '-\n',
    ':\n',
    'a:\n',
    'a: b\n',
    '*a ',
    '&a ',
    '!a ',
    '---\n',
    '...\n',
    '%a\n',
    '|\n',
    '> ',
    '"\n',
  ],
  ...[
    ' ',
    '\n',
    '\r',
    '\t',
    '\0',
    '\u{feff}',
    'é',
    '💥',
    'a',
    '9',
    '-',
    '/',
    '../',
    'a/',
    '*',
    '**/',
    '?',
    '(',
    '#',
    '@a ',
  ],
  ...[
    '@@ -1 +1 @@\n',
    '+++ b/a\n',
    '--- a/a\n',
    'diff --git a/a b/a\n',
    '+a\n',
    'DA:1,1\n',
    'SF:a\n',
    'BRDA:1,0,0,1\n',
  ],
  ...['a<a> ', 'a b', '@a(', '_', '.', '&', 'complexity ', 'a<b>(c)'],
  ...[
    '--x\r\n',
    '\r\n--',
    '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n',
    'a: b\r\n',
    '; a=b',
    'a[b]',
    "*=a''",
  ],
  ...['a:1:1: error: b\n', 'a:1:', 'a,', '"a",', 'mode: set\n', 'a.go:1.1,2.2 1 1\n', '[a]\n', '[a][1]\n', '^[a] @b\n'],
];

/** Texts of every kind that a reader may meet. */
const SHAPES: readonly ((draw: Draw) => string)[] = [
  ...REPEATED.map(
    (part) =>
      ({ bytes }: Draw) =>
        fill(part, bytes),
  ),
  ({ bytes }) => nest('[', ']', bytes),
  ({ bytes }) => nest('{"a":[', ']}', bytes),
  ({ bytes }) => nest('<a>', '</a>', bytes),
  ({ bytes }) => nest('<!-- -->', '', bytes),
  ({ bytes }) => numbered(bytes, (index) => `"k${index}":1,`),
  ({ bytes }) => numbered(bytes, (index) => `k${index}: v\n`),
  ({ bytes }) => numbered(bytes, (index) => `<k${index}/>`),
  ({ bytes }) => `<a ${numbered(bytes, (index) => `k${index}="1" `)}/>`,
  ({ bytes }) => numbered(bytes, (index) => `l${index}: &l${index} [*l${index - 1}, *l${index - 1}]\n`),
  ({ bytes }) =>
    Array.from({ length: Math.floor(Math.sqrt(bytes)) }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
  ({ bytes }) => `exclude: &a [*a]${fill(' ', bytes)}`,
  ({ bytes }) => `1e${fill('9', bytes)}`,
  ({ bytes }) => `0.${fill('9', bytes)}`,
  ({ bytes }) => `-${fill('9', bytes)}`,
  // Two of them, one behind or around the other.
  (draw) => pick(REPEATED, draw).repeat(draw.bytes / 16) + pick(REPEATED, draw).repeat(draw.bytes / 16),
  (draw) => (pick(REPEATED, draw) + pick(REPEATED, draw)).repeat(draw.bytes / 16),
  (draw) => (pick(REPEATED, draw) + pick(REPEATED, draw) + pick(REPEATED, draw)).repeat(draw.bytes / 24),
];

export const SHAPE_COUNT = SHAPES.length;

const pick = <Item>(items: readonly Item[], { random }: Draw): Item => items[Math.floor(random() * items.length)]!;

export const hostileText = (shape: number, draw: Draw): string => SHAPES[shape % SHAPES.length]!(draw);
