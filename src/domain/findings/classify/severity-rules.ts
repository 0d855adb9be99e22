import { type Severity } from '../finding.js';
import { type RuleTable } from './rule-table.js';

/** Rules of layout, names and documentation that flake8 and Ruff share. */
const LAYOUT = [
  ...['E1*', 'E2*', 'E3*', 'E5*', 'W1*', 'W2*', 'W3*', 'W5*', 'W6*', 'I0*', 'D1*', 'D2*', 'D3*', 'D4*', 'ANN*'],
  ...['COM8*', 'N8*', 'Q0*'],
];

/**
 * Rules whose severity their tool does not state, or states wrongly: it comes before level and score. An error is then what
 * is at least medium.
 */
export const SEVERITY_RULES: RuleTable<Severity> = [
  { tool: 'eslint', fact: 'low', rules: ['unused-disable-directive', 'linter-message', 'sonarjs/pseudo-random'] },
  {
    tool: 'pylint',
    fact: 'low',
    rules: [
      ...['W0104', 'W0105', 'W0106', 'W0107', 'W0108', 'W0201', 'W0212', 'W0221', 'W0231', 'W0233', 'W0246', 'W0301'],
      ...['W0511', 'W0602', 'W0603', 'W0604', 'W0621', 'W0622', 'W0707', 'W1201', 'W1202', 'W1203', 'W1309', 'W1514'],
      ...['fixme', 'protected-access', 'pointless-string-statement', 'unnecessary-pass', 'unnecessary-semicolon'],
      ...[
        'global-statement',
        'redefined-outer-name',
        'redefined-builtin',
        'raise-missing-from',
        'unspecified-encoding',
      ],
      ...['logging-fstring-interpolation', 'logging-format-interpolation', 'logging-not-lazy'],
      ...['C0*', 'C1*', 'C2*', 'C3*', 'C4*', 'R0*', 'R1*', 'R5*', 'R6*'],
    ],
  },
  { tool: 'pylint', fact: 'medium', rules: ['E0401', 'import-error', 'W0*', 'W1*', 'W2*', 'W3*', 'W4*', 'W6*'] },
  { tool: 'pylint', fact: 'high', rules: ['E0*', 'E1*', 'E2*', 'E3*', 'E4*', 'E5*', 'E6*', 'E7*', 'F0*'] },
  { tool: 'pylint', fact: 'info', rules: ['I0*', 'I1*'] },
  { tool: 'flake8', fact: 'low', rules: ['E402', ...LAYOUT] },
  { tool: 'ruff', fact: 'low', rules: [...LAYOUT, 'UP0*'] },
  // Files that were not part of the analysis.
  { tool: 'shellcheck', fact: 'info', rules: ['SC1090', 'SC1091'] },
  { tool: 'gcc', fact: 'low', rules: ['-Wpedantic', '-Wsign-conversion'] },
  {
    tool: 'cppcheck',
    fact: 'low',
    // Those that `cppcheck --errorlist` calls style; its template for gcc prints them as warnings.
    rules: [
      ...['arrayIndexThenCheck', 'assignBoolToFloat', 'assignIfError', 'assignmentInCondition'],
      ...['bitwiseOnBoolean', 'catchExceptionByValue', 'clarifyCalculation', 'clarifyCondition'],
      ...['commaSeparatedReturn', 'compareValueOutOfTypeRangeError', 'comparisonError'],
      ...['comparisonOfBoolWithBoolError', 'comparisonOfFuncReturningBoolError'],
      ...['comparisonOfTwoFuncsReturningBoolError', 'constParameter', 'constParameterCallback'],
      ...['constParameterPointer', 'constParameterReference', 'constVariable', 'constVariablePointer'],
      ...['constVariableReference', 'cstyleCast', 'duplicateAssignExpression', 'duplicateBranch'],
      ...['duplicateBreak', 'duplicateCondition', 'duplicateConditionalAssign', 'duplicateExpression'],
      ...['duplicateExpressionTernary', 'duplicateValueTernary', 'exceptRethrowCopy', 'funcArgNamesDifferent'],
      ...['functionConst', 'incrementboolean', 'initializerList', 'knownArgument'],
      ...['knownArgumentHiddenVariableExpression', 'knownConditionTrueFalse', 'knownEmptyContainer'],
      ...['knownPointerToBool', 'mismatchingBitAnd', 'missingOverride', 'moduloofone', 'multiCondition'],
      ...['nanInArithmeticExpression', 'noConstructor', 'noExplicitConstructor', 'operatorEqRetRefThis'],
      ...['operatorEqShouldBeLeftUnimplemented', 'oppositeExpression', 'pointerLessThanZero', 'pointerPositive'],
      ...['redundantAssignInSwitch', 'redundantAssignment', 'redundantBitwiseOperationInSwitch'],
      ...['redundantCondition', 'redundantIfRemove', 'redundantInitialization', 'redundantPointerOp'],
      ...['returnNonBoolInBooleanFunction', 'sameIteratorExpression', 'selfAssignment', 'shadowArgument'],
      ...['shadowFunction', 'shadowVariable', 'suspiciousFloatingPointCast', 'truncLongCastAssignment'],
      ...['truncLongCastReturn', 'unassignedVariable', 'unhandledExceptionSpecification', 'unpreciseMathCall'],
      ...['unreachableCode', 'unreadVariable', 'unsafeClassCanLeak', 'unsignedLessThanZero', 'unsignedPositive'],
      ...['unusedAllocatedMemory', 'unusedFunction', 'unusedLabel', 'unusedLabelConfiguration'],
      ...['unusedPrivateFunction', 'unusedScopedObject', 'unusedStructMember', 'unusedVariable'],
      ...['useStandardLibrary', 'useStlAlgorithm', 'uselessAssignmentArg', 'uselessOverride', 'variableScope'],
      ...['virtualCallInConstructor'],
    ],
  },
  {
    tool: 'cppcheck',
    fact: 'info',
    rules: [
      ...['checkersReport', 'checkLevelNormal', 'ConfigurationNotChecked', 'information', 'missingInclude'],
      ...['missingIncludeSystem', 'noValidConfiguration', 'normalCheckLevel*', 'purgedConfiguration'],
      ...['toomanyconfigs', 'unmatchedSuppression'],
    ],
  },
];
