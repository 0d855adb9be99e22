import { type SourceFile } from '../source-file.js';
import { nameOfHead, nameOfRule, readBraces } from './read-braces.js';
import { nameOfDeclaration, nameOfKey, readIndentation } from './read-indentation.js';
import { type NamedBody } from './scope-tree.js';

type LayoutReader = (file: SourceFile) => NamedBody[];

const BRACES: LayoutReader = (file) => readBraces(file, nameOfHead);
const RULES: LayoutReader = (file) => readBraces(file, nameOfRule);
const INDENTATION: LayoutReader = (file) => readIndentation(file, nameOfDeclaration);
const KEYS: LayoutReader = (file) => readIndentation(file, nameOfKey);
const NOTHING: LayoutReader = () => [];

/** Layouts of languages by the extensions of their files; all others are read by their indentation. */
const LAYOUTS: readonly (readonly [LayoutReader, string])[] = [
  [BRACES, 'js jsx mjs cjs ts tsx mts cts java kt kts scala groovy gradle dart go rs swift v zig sol proto'],
  [BRACES, 'c h cc cpp cxx hpp hh hxx ino cu m mm cs php phtml d sh bash zsh ksh bats pl pm r tcl awk ps1 psm1'],
  [RULES, 'css scss less tf hcl'],
  [KEYS, 'yml yaml'],
  [NOTHING, 'json jsonc json5 md markdown txt rst csv tsv xml html htm svg lock'],
];

const BY_EXTENSION: ReadonlyMap<string, LayoutReader> = new Map(
  LAYOUTS.flatMap(([reader, extensions]) => extensions.split(' ').map((extension) => [extension, reader])),
);

/** The extension of a path in lower case, without its dot; '' for none. */
export function extensionWithoutDot(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The named scopes of a file as its braces or its indentation show them. */
export function readScopesByLayout(file: SourceFile): NamedBody[] {
  return (BY_EXTENSION.get(extensionWithoutDot(file.path)) ?? INDENTATION)(file);
}
