/**
 * Patterns of executable lines in tree-sitter's query language, by family of languages. The line on which a captured
 * `@line` begins is executable; a node that is captured as `@not` as well does not count. The aim is the lines that the
 * usual coverage tool of each language lists (docs/coverage-formats.md compares them).
 */
const JAVASCRIPT = `
  [(expression_statement) (return_statement) (throw_statement) (break_statement) (continue_statement)
    (debugger_statement) (if_statement) (for_statement) (for_in_statement) (while_statement) (do_statement)
    (try_statement) (switch_statement) (with_statement) (labeled_statement)] @line
  (expression_statement . (string) .) @not
  (variable_declarator value: (_) @line)
  (arrow_function body: (_) @line)
  (arrow_function body: [(statement_block) (parenthesized_expression)] @not)
  (arrow_function body: (parenthesized_expression . (_) @line))`;

const TYPESCRIPT = `${JAVASCRIPT}
  (public_field_definition value: (_) @line)
  (enum_declaration) @line
  (ambient_declaration (enum_declaration) @not)`;

const PYTHON = `
  [(expression_statement) (return_statement) (delete_statement) (raise_statement) (pass_statement) (break_statement)
    (continue_statement) (import_statement) (import_from_statement) (future_import_statement) (assert_statement)
    (if_statement) (elif_clause) (for_statement) (while_statement) (try_statement) (except_clause) (with_statement)
    (match_statement) (case_clause) (function_definition) (class_definition) (decorator) (type_alias_statement)] @line
  (expression_statement . [(string) (concatenated_string)] .) @not`;

const JAVA = `
  [(expression_statement) (return_statement) (throw_statement) (break_statement) (continue_statement) (if_statement)
    (for_statement) (enhanced_for_statement) (while_statement) (do_statement) (switch_expression)
    (synchronized_statement) (assert_statement) (yield_statement) (explicit_constructor_invocation)] @line
  (constructor_declaration name: (_) @line)
  (compact_constructor_declaration name: (_) @line)
  (enum_constant name: (_) @line)
  (local_variable_declaration declarator: (variable_declarator value: (_))) @line
  (field_declaration declarator: (variable_declarator value: (_))) @line
  (resource value: (_)) @line
  (lambda_expression body: (_) @line)
  (lambda_expression body: (block) @not)`;

const GO = `
  [(expression_statement) (assignment_statement) (short_var_declaration) (return_statement) (if_statement)
    (for_statement) (expression_switch_statement) (type_switch_statement) (select_statement) (go_statement)
    (defer_statement) (send_statement) (inc_statement) (dec_statement) (break_statement) (continue_statement)
    (goto_statement) (fallthrough_statement)] @line
  (statement_list (var_declaration) @line)`;

const CSHARP = `
  [(expression_statement) (return_statement) (throw_statement) (break_statement) (continue_statement) (if_statement)
    (for_statement) (foreach_statement) (while_statement) (do_statement) (switch_statement) (using_statement)
    (lock_statement) (yield_statement) (goto_statement) (fixed_statement)] @line
  (local_declaration_statement (variable_declaration (variable_declarator (_) (_)))) @line
  (field_declaration (variable_declaration (variable_declarator (_) (_)))) @line
  (field_declaration (modifier) @const (#eq? @const "const")) @not
  (arrow_expression_clause (_) @line)
  (lambda_expression body: (_) @line)
  (lambda_expression body: (block) @not)`;

const PHP = `
  [(expression_statement) (return_statement) (echo_statement) (if_statement) (else_if_clause) (for_statement)
    (foreach_statement) (while_statement) (do_statement) (switch_statement) (break_statement) (continue_statement)
    (unset_statement) (exit_statement) (goto_statement)] @line
  (arrow_function body: (_) @line)`;

/** Patterns by the name of the grammar's language. */
export const EXECUTABLE_PATTERNS = {
  JavaScript: `${JAVASCRIPT}\n  (field_definition value: (_) @line)`,
  TypeScript: TYPESCRIPT,
  TSX: TYPESCRIPT,
  Python: PYTHON,
  Java: JAVA,
  Go: GO,
  'C#': CSHARP,
  PHP,
} as const;
