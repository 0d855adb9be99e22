/**
 * Patterns of functions and branches in tree-sitter's query language, by language. The cyclomatic number of a function
 * is one, and one more for each `@branch` in it that lies in no other `@function` within it. `@name` names the function;
 * of several patterns for one function the first counts, so that those without a name come last.
 *
 * Branches count as lizard counts them (github.com/terryyin/lizard): loops, conditions, cases,
 * handlers, conditional expressions and the operators that may skip their right side. Left out are its other tokens: `where`
 * in Rust, the question marks of wildcards and nullable types, the conditions of a preprocessor. Added are `foreach` in C#,
 * `unless` in Ruby, `??` in PHP and operators written as words.
 */
const PYTHON = `
  (function_definition name: (_) @name) @function
  [(if_statement) (elif_clause) (if_clause) (conditional_expression) (for_statement) (for_in_clause) (while_statement)
    (except_clause) (finally_clause) (case_clause) (boolean_operator)] @branch`;

const JAVA = `
  (method_declaration name: (_) @name body: (_)) @function
  (constructor_declaration name: (_) @name) @function
  (compact_constructor_declaration name: (_) @name) @function
  [(if_statement) (for_statement) (enhanced_for_statement) (while_statement) (do_statement) (catch_clause)
    (ternary_expression) (switch_label (_))] @branch
  (binary_expression operator: ["&&" "||"]) @branch`;

const GO = `
  (function_declaration name: (_) @name) @function
  (method_declaration name: (_) @name) @function
  (func_literal) @function
  [(if_statement) (for_statement) (expression_case) (type_case) (communication_case)] @branch
  (binary_expression operator: ["&&" "||"]) @branch`;

const CSHARP = `
  (method_declaration name: (_) @name body: (_)) @function
  (constructor_declaration name: (_) @name) @function
  (destructor_declaration name: (_) @name) @function
  (local_function_statement name: (_) @name) @function
  (property_declaration name: (_) @name value: (arrow_expression_clause)) @function
  (operator_declaration operator: _ @name) @function
  (accessor_declaration name: _ @name body: (_)) @function
  (indexer_declaration value: (arrow_expression_clause)) @function
  [(if_statement) (for_statement) (foreach_statement) (while_statement) (do_statement) (catch_clause)
    (conditional_expression)] @branch
  (switch_section "case") @branch
  (binary_expression operator: ["&&" "||" "??"]) @branch
  (assignment_expression operator: "??=") @branch`;

const PHP = `
  (function_definition name: (_) @name) @function
  (method_declaration name: (_) @name body: (_)) @function
  (assignment_expression left: (_) @name right: [(anonymous_function) (arrow_function)] @function)
  [(anonymous_function) (arrow_function)] @function
  [(if_statement) (else_if_clause) (for_statement) (foreach_statement) (while_statement) (do_statement) (case_statement)
    (match_expression) (catch_clause) (conditional_expression)] @branch
  (binary_expression operator: ["&&" "||" "??" "and" "or"]) @branch
  (augmented_assignment_expression operator: "??=") @branch`;

const CPP = `
  (function_definition declarator: (function_declarator declarator: (_) @name)) @function
  (function_definition declarator: (_ (function_declarator declarator: (_) @name))) @function
  (function_definition declarator: (_ (_ (function_declarator declarator: (_) @name)))) @function
  (function_definition body: (_)) @function
  [(if_statement) (for_statement) (for_range_loop) (while_statement) (do_statement) (case_statement value: (_))
    (catch_clause) (conditional_expression)] @branch
  (binary_expression operator: ["&&" "||" "and" "or"]) @branch`;

const RUBY = `
  (method name: (_) @name) @function
  (singleton_method name: (_) @name) @function
  [(if) (elsif) (if_modifier) (unless) (unless_modifier) (while) (while_modifier) (until) (until_modifier) (for) (when)
    (in_clause) (rescue) (rescue_modifier) (ensure) (conditional)] @branch
  (binary operator: ["&&" "||" "and" "or"]) @branch`;

const RUST = `
  (function_item name: (_) @name) @function
  [(if_expression) (for_expression) (while_expression) (match_expression) (match_pattern condition: (_))
    (try_expression)] @branch
  (binary_expression operator: ["&&" "||"]) @branch`;

/** Patterns by the name of the language; JavaScript and TypeScript are left to ESLint, whose comments count there. */
export const COMPLEXITY_PATTERNS: ReadonlyMap<string, string> = new Map([
  ['Python', PYTHON],
  ['Java', JAVA],
  ['Go', GO],
  ['C#', CSHARP],
  ['PHP', PHP],
  ['C and C++', CPP],
  ['Ruby', RUBY],
  ['Rust', RUST],
]);
