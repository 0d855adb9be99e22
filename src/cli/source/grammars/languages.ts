import { COMPLEXITY_PATTERNS } from './complexity-patterns.js';
import { EXECUTABLE_PATTERNS } from './executable-patterns.js';

/** A grammar, and the files that it is for. */
export interface GrammarFile {
  /** Name of the language, for people. */
  readonly name: string;
  /** File in the package of grammars. */
  readonly wasm: string;
  /** In lower case, without a dot. */
  readonly extensions: readonly string[];
}

/** A language whose scopes are read with its grammar. */
export interface GrammarLanguage extends GrammarFile {
  /**
   * Patterns of scopes in tree-sitter's query language. Captures: `@body`, and `@name`; or `@owner` and `@name` (a
   * method outside its type); or `@callee` and `@title` (a function passed along with a title). Of several patterns for
   * one body the first counts.
   *
   * Namespaces and packages are no scopes here: like folders, they say where code is filed.
   */
  readonly scopes: string;
  /** Patterns of executable lines (executable-patterns.ts). */
  readonly executable: string;
  /** True when a body has no closing mark: a comment after its last statement on the same line belongs to it too. */
  readonly isLaidOut?: true;
}

/** Values of several kinds in one pattern: a grammar prepares a pattern for each kind a fifth slower. */
const FUNCTION = '[(arrow_function body: (_) @body) (function_expression body: (_) @body)]';
const FUNCTION_OR_CLASS =
  '[(arrow_function body: (_) @body) (function_expression body: (_) @body) (class body: (_) @body)]';

const JAVASCRIPT_SCOPES = `
  (function_declaration name: (_) @name body: (_) @body)
  (generator_function_declaration name: (_) @name body: (_) @body)
  (class_declaration name: (_) @name body: (_) @body)
  (class name: (_) @name body: (_) @body)
  (method_definition name: (_) @name body: (_) @body)
  (variable_declarator name: (identifier) @name value: ${FUNCTION_OR_CLASS})
  (assignment_expression left: (_) @name right: ${FUNCTION_OR_CLASS})
  (pair key: (_) @name value: ${FUNCTION})
  (call_expression function: (_) @callee arguments: (arguments . [(string) (template_string)] @title ${FUNCTION}))
  (function_expression name: (_) @name body: (_) @body)`;

const TYPESCRIPT_SCOPES = `${JAVASCRIPT_SCOPES}
  (abstract_class_declaration name: (_) @name body: (_) @body)
  (public_field_definition name: (_) @name value: ${FUNCTION})
  (interface_declaration name: (_) @name body: (_) @body)
  (type_alias_declaration name: (_) @name value: (object_type) @body)
  (enum_declaration name: (_) @name body: (_) @body)`;

export const GRAMMAR_LANGUAGES: readonly GrammarLanguage[] = [
  {
    name: 'JavaScript',
    wasm: 'tree-sitter-javascript.wasm',
    extensions: ['js', 'mjs', 'cjs', 'jsx'],
    executable: EXECUTABLE_PATTERNS.JavaScript,
    scopes: `${JAVASCRIPT_SCOPES}
      (field_definition property: (_) @name value: ${FUNCTION})`,
  },
  {
    name: 'TypeScript',
    wasm: 'tree-sitter-typescript.wasm',
    extensions: ['ts', 'mts', 'cts'],
    executable: EXECUTABLE_PATTERNS.TypeScript,
    scopes: TYPESCRIPT_SCOPES,
  },
  {
    name: 'TSX',
    wasm: 'tree-sitter-tsx.wasm',
    extensions: ['tsx'],
    executable: EXECUTABLE_PATTERNS.TSX,
    scopes: TYPESCRIPT_SCOPES,
  },
  {
    name: 'Python',
    wasm: 'tree-sitter-python.wasm',
    extensions: ['py', 'pyi'],
    executable: EXECUTABLE_PATTERNS.Python,
    scopes: `
      (class_definition name: (_) @name body: (_) @body)
      (function_definition name: (_) @name body: (_) @body)`,
    isLaidOut: true,
  },
  {
    name: 'Java',
    wasm: 'tree-sitter-java.wasm',
    extensions: ['java'],
    executable: EXECUTABLE_PATTERNS.Java,
    scopes: `
      (class_declaration name: (_) @name body: (_) @body)
      (interface_declaration name: (_) @name body: (_) @body)
      (annotation_type_declaration name: (_) @name body: (_) @body)
      (enum_declaration name: (_) @name body: (_) @body)
      (enum_constant name: (_) @name body: (_) @body)
      (record_declaration name: (_) @name body: (_) @body)
      (method_declaration name: (_) @name body: (_) @body)
      (constructor_declaration name: (_) @name body: (_) @body)
      (compact_constructor_declaration name: (_) @name body: (_) @body)`,
  },
  {
    name: 'Go',
    wasm: 'tree-sitter-go.wasm',
    extensions: ['go'],
    executable: EXECUTABLE_PATTERNS.Go,
    scopes: `
      (function_declaration name: (_) @name body: (_) @body)
      (method_declaration
        receiver: (parameter_list (parameter_declaration type: [
          (type_identifier) @owner
          (pointer_type [(type_identifier) @owner (generic_type type: (_) @owner)])
          (generic_type type: (_) @owner)]))
        name: (_) @name body: (_) @body)
      (type_spec name: (_) @name type: [(struct_type) (interface_type)] @body)
      (var_spec name: (_) @name value: (expression_list . (func_literal body: (_) @body)))
      (short_var_declaration left: (expression_list . (_) @name) right: (expression_list . (func_literal body: (_) @body)))
      (call_expression function: (_) @callee
        arguments: (argument_list . (interpreted_string_literal) @title (func_literal body: (_) @body)))`,
  },
  {
    name: 'C#',
    wasm: 'tree-sitter-c-sharp.wasm',
    extensions: ['cs'],
    executable: EXECUTABLE_PATTERNS['C#'],
    scopes: `
      (class_declaration name: (_) @name body: (_) @body)
      (struct_declaration name: (_) @name body: (_) @body)
      (interface_declaration name: (_) @name body: (_) @body)
      (record_declaration name: (_) @name body: (_) @body)
      (enum_declaration name: (_) @name body: (_) @body)
      (method_declaration name: (_) @name body: (_) @body)
      (constructor_declaration name: (_) @name body: (_) @body)
      (destructor_declaration name: (_) @name body: (_) @body)
      (local_function_statement name: (_) @name body: (_) @body)
      (property_declaration name: (_) @name accessors: (_) @body)
      (property_declaration name: (_) @name value: (arrow_expression_clause) @body)`,
  },
  {
    name: 'PHP',
    wasm: 'tree-sitter-php.wasm',
    extensions: ['php', 'phtml'],
    executable: EXECUTABLE_PATTERNS.PHP,
    scopes: `
      (class_declaration name: (_) @name body: (_) @body)
      (interface_declaration name: (_) @name body: (_) @body)
      (trait_declaration name: (_) @name body: (_) @body)
      (enum_declaration name: (_) @name body: (_) @body)
      (method_declaration name: (_) @name body: (_) @body)
      (function_definition name: (_) @name body: (_) @body)
      (assignment_expression left: (variable_name) @name right: (anonymous_function body: (_) @body))
      (assignment_expression left: (variable_name) @name right: (arrow_function body: (_) @body))
      (function_call_expression function: (_) @callee arguments: (arguments
        . (argument [(string) (encapsed_string)] @title) (argument (anonymous_function body: (_) @body))))
      (function_call_expression function: (_) @callee arguments: (arguments
        . (argument [(string) (encapsed_string)] @title) (argument (arrow_function body: (_) @body))))`,
  },
];

/** A language in which the complexity of functions is measured with its grammar. */
export interface MeasuredLanguage extends GrammarFile {
  /** Patterns of functions and branches (complexity-patterns.ts). */
  readonly complexity: string;
}

/** Languages whose grammar serves the measure alone. */
const MEASURED_ALONE: readonly GrammarFile[] = [
  {
    name: 'C and C++',
    wasm: 'tree-sitter-cpp.wasm',
    extensions: ['c', 'h', 'cc', 'cpp', 'cxx', 'hpp', 'hh', 'hxx'],
  },
  { name: 'Ruby', wasm: 'tree-sitter-ruby.wasm', extensions: ['rb'] },
  { name: 'Rust', wasm: 'tree-sitter-rust.wasm', extensions: ['rs'] },
];

export const MEASURED_LANGUAGES: readonly MeasuredLanguage[] = [...GRAMMAR_LANGUAGES, ...MEASURED_ALONE].flatMap(
  ({ name, wasm, extensions }) => {
    const complexity = COMPLEXITY_PATTERNS.get(name);
    return complexity === undefined ? [] : [{ name, wasm, extensions, complexity }];
  },
);

const byExtension = <Language extends GrammarFile>(languages: readonly Language[]): ReadonlyMap<string, Language> =>
  new Map(languages.flatMap((language) => language.extensions.map((extension) => [extension, language])));

const GRAMMARS = byExtension(GRAMMAR_LANGUAGES);
const MEASURED = byExtension(MEASURED_LANGUAGES);

/** The language of a file by its extension (lower case, without a dot); null where there is no grammar for it. */
export const grammarLanguageOf = (extension: string): GrammarLanguage | null => GRAMMARS.get(extension) ?? null;

/** As `grammarLanguageOf`; null where no complexity is measured. */
export const measuredLanguageOf = (extension: string): MeasuredLanguage | null => MEASURED.get(extension) ?? null;
