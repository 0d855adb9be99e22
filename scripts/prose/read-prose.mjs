import ts from 'typescript';

/**
 * Prose of a file by the kind of the file: comments and strings of code, headings and paragraphs of Markdown, summaries
 * and descriptions of an OpenAPI document. `offset` counts from the start of the file.
 *
 * @returns {{ text: string, kind: 'comment' | 'heading' | 'summary' | 'text', offset: number }[]}
 */
export function readProse(name, source) {
  if (name.endsWith('.md')) return readMarkdown(source);
  if (name.endsWith('.json')) return readOpenApi(source);
  return readCode(name, source);
}

function readCode(name, source) {
  const literals = findLiterals(ts.createSourceFile(name, source, ts.ScriptTarget.Latest));
  let rest = source;
  for (const { offset, text } of literals)
    rest = rest.slice(0, offset) + text.replace(/[^\n]/g, ' ') + rest.slice(offset + text.length);
  const sentences = literals.filter(({ text }) => /[a-z] [a-z]/.test(text));
  return [
    ...findComments(rest),
    ...sentences.map(({ text, offset }) => ({
      text: withoutStatements(text.slice(1)),
      kind: 'text',
      offset: offset + 1,
    })),
  ];
}

/** Strings, templates and regular expressions, which may contain the signs of a comment. */
function findLiterals(file) {
  const found = [];
  const visit = (node) => {
    if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node)) {
      const offset = node.getStart(file);
      found.push({ text: file.text.slice(offset, node.end), offset });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Of SQL, only its comments are prose. */
const withoutStatements = (text) =>
  /\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP) /.test(text)
    ? text.replace(/^.*?(--.*)?$/gm, (line, comment = '') => comment.padStart(line.length))
    : text;

/** Block comments, and runs of lines that begin with two slashes. */
const findComments = (source) =>
  [...source.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*(\n[ \t]*\/\/.*)*/g)].map((match) => ({
    text: match[0],
    kind: 'comment',
    offset: match.index,
  }));

function readMarkdown(source) {
  const prose = source.replace(/^```[\s\S]*?^```/gm, (code) => code.replace(/[^\n]/g, ' '));
  return [...prose.matchAll(/^.+$/gm)].map((line) => ({
    text: line[0],
    kind: line[0].startsWith('#') ? 'heading' : 'text',
    offset: line.index,
  }));
}

/** Only an operation's summary is a route's; examples have summaries of their own. */
function readOpenApi(source) {
  const operations = Object.values(JSON.parse(source).paths).flatMap((methods) => Object.values(methods));
  const summaries = new Set(operations.map(({ summary }) => summary));
  return [...source.matchAll(/"(?:summary|description)": ("(?:[^"\\]|\\.)*")/g)].map((match) => {
    const text = JSON.parse(match[1]);
    return { text, kind: summaries.has(text) ? 'summary' : 'comment', offset: match.index };
  });
}
