// Rules that oxlint has not; .oxlintrc.json names this file.

/**
 * Imports of types say `type`, as `typescript/consistent-type-imports` demands, but in files with decorators: these read
 * the classes that constructors and fields name.
 */
const typeImports = {
  create(context) {
    const specifiers = [];
    let hasDecorator = false;
    return {
      Decorator() {
        hasDecorator = true;
      },
      ImportDeclaration(node) {
        if (node.importKind !== 'type') specifiers.push(...node.specifiers.filter(isValueImport));
      },
      'Program:exit'() {
        if (hasDecorator) return;
        for (const specifier of specifiers) {
          const [{ references }] = context.sourceCode.getDeclaredVariables(specifier);
          if (references.length > 0 && references.every(isOfType))
            context.report({ node: specifier, message: `Import ${specifier.local.name} as a type.` });
        }
      },
    };
  },
};

function isValueImport({ importKind }) {
  return importKind !== 'type';
}

function isOfType({ isValueReference, identifier }) {
  return !isValueReference || identifier.parent.type === 'TSTypeQuery';
}

/** An `AsyncLocalStorage` is made once for the process: until Node 24, each one slows down every promise. */
const oneAsyncStorage = {
  create: (context) => ({
    'PropertyDefinition NewExpression[callee.name="AsyncLocalStorage"]'(node) {
      context.report({ node, message: 'Make it once for the process: until Node 24, each slows down every promise.' });
    },
  }),
};

const MOST_PARAMETERS = 6;

/** A class that is given more than a handful of others does more than one thing. */
const fewConstructorParameters = {
  create: (context) => ({
    'MethodDefinition[kind="constructor"]'(node) {
      if (node.value.params.length > MOST_PARAMETERS)
        context.report({
          node,
          message: `A constructor takes at most ${MOST_PARAMETERS} parameters. Split the class.`,
        });
    },
  }),
};

export default {
  meta: { name: 'house' },
  rules: {
    'type-imports': typeImports,
    'one-async-storage': oneAsyncStorage,
    'few-constructor-parameters': fewConstructorParameters,
  },
};
