import { type SourceFile } from '../source-file.js';
import { blankLines, blankTripleQuoted } from './blank-text.js';
import { toScopeName } from './scope-name.js';
import { type NamedBody } from './scope-tree.js';

/** Names what a line opens for the deeper lines below it; null where that is no scope of its own. */
export type LineReader = (line: string) => string | null;

interface OpenLine {
  readonly name: string;
  readonly indent: number;
  readonly start: number;
}

const TAB_WIDTH = 8;

/**
 * Reads scopes from indentation: a line that names something contains all deeper lines below it. Lines within open
 * brackets continue the line before, and text within triple quotes is no code, whatever their indentation.
 */
export function readIndentation(file: SourceFile, nameOf: LineReader): NamedBody[] {
  const lines = blankLines(file.path, blankTripleQuoted(file.lines.lines));
  const bodies: NamedBody[] = [];
  const open: OpenLine[] = [];
  let depth = 0;
  let pending: OpenLine | null = null;

  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const indent = indentOf(line);
    // A declaration at the very left is in no brackets: one that seems open is part of a text.
    if (depth > 0 && indent === 0 && nameOf(line.trim()) !== null) depth = 0;
    if (depth === 0) {
      const start = file.lineStarts[index]!;
      if (pending !== null) open.push(pending);
      while (open.length > 0 && open.at(-1)!.indent >= indent) {
        const { name, start: from } = open.pop()!;
        if (from < start) bodies.push({ name, start: from, end: start });
      }
      const name = nameOf(line.trim());
      pending = name === null ? null : { name, indent, start };
    }
    depth = Math.max(0, depth + bracketsOpenedBy(line));
    // A head may take several lines; what it opens begins behind it.
    if (pending !== null) pending = { ...pending, start: file.lineStarts[index + 1] ?? file.text.length };
  });
  for (const { name, start } of open.reverse()) bodies.push({ name, start, end: file.text.length });
  return bodies;
}

function indentOf(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') width += TAB_WIDTH - (width % TAB_WIDTH);
    else if (/\s/u.test(character)) width += 1;
    else break;
  }
  return width;
}

function bracketsOpenedBy(line: string): number {
  let opened = 0;
  for (const { 0: mark } of line.matchAll(/[()[\]]/g)) opened += mark === '(' || mark === '[' ? 1 : -1;
  return opened;
}

const NAME = String.raw`[\p{L}_$][\p{L}\p{N}_$]*(?:(?:::|\.|:|#)[\p{L}_$][\p{L}\p{N}_$]*)*[?!=]?`;

const MODIFIERS =
  'public|private|protected|internal|friend|static|shared|async|abstract|final|sealed|partial|local|export|default|override|overrides|overridable|open|inline|virtual|extern|unsafe|pub|recursive|pure|elemental';
const KEYWORDS =
  'def|defp|defmacro|defmodule|defimpl|defprotocol|class|module|function|func|fun|fn|sub|proc|procedure|method|macro|struct|interface|trait|impl|enum|protocol|extension|object|record|type|package';

/** Declarations of languages that are laid out by indentation, or end their blocks with a word. */
const DECLARATION = new RegExp(
  String.raw`^(?:(?:${MODIFIERS})\s+)*(?:${KEYWORDS})\s+(?!(?:in|is|of|as)\b)(${NAME})`,
  'iu',
);

/** Names the line of a declaration (Python, Ruby, Lua, Elixir, Julia, Visual Basic, Pascal and whatever is laid out alike). */
export const nameOfDeclaration: LineReader = (line) => {
  const found = DECLARATION.exec(line);
  return found === null ? null : toScopeName(found[1]!);
};

/** A key of YAML holds what is indented below it. */
export const nameOfKey: LineReader = (line) => {
  const found = /^(?:-\s+)?([^\s:#][^:#]*):(?:\s|$)/u.exec(line);
  return found === null ? null : toScopeName(found[1]!) || null;
};
