import { inheritedBy, judgeUnrecognized, newBecause, type Newness, type UnrecognizedFinding } from './newness.js';

/** On a kept line, with an exact base on which the rule ran. */
const FINDING: UnrecognizedFinding = {
  place: 'elsewhere',
  hasRuleRun: true,
  isToolUnknown: false,
  isRuleOnBase: true,
  isRuleSeenElsewhere: false,
  hasBase: true,
  isBaseExact: true,
  judgesScope: false,
  inBaselineBy: null,
  isOnTarget: false,
};

describe('judgeUnrecognized', () => {
  it.each<[what: string, given: Partial<UnrecognizedFinding>, expected: Newness]>([
    ['on an added line', { place: 'added_line' }, newBecause('added_line')],
    ['in an edited scope', { place: 'edited_scope' }, newBecause('edited_scope')],
    ['elsewhere, with an exact base', {}, newBecause('consequence')],
    ['elsewhere, with another base', { isBaseExact: false }, inheritedBy('untouched')],
    ['elsewhere, without a base', { isBaseExact: false, hasBase: false }, inheritedBy('untouched')],
    ['on its own line in an edited scope, with another base', { place: 'edited_scope', isBaseExact: false }, inheritedBy('untouched')], // prettier-ignore
    ['of a whole edited scope, with another base', { place: 'edited_scope', isBaseExact: false, judgesScope: true }, newBecause('edited_scope')], // prettier-ignore
    ['on an added line, with another base', { place: 'added_line', isBaseExact: false }, newBecause('added_line')],
    ['of a rule that did not run, elsewhere', { hasRuleRun: false }, inheritedBy('tool_changed')],
    ['of a rule that did not run, in an edited scope', { hasRuleRun: false, place: 'edited_scope', judgesScope: true }, inheritedBy('tool_changed')], // prettier-ignore
    ['elsewhere, of an unknown tool', { isToolUnknown: true }, inheritedBy('untouched')],
    ['on its own line in an edited scope, of an unknown tool', { isToolUnknown: true, place: 'edited_scope' }, newBecause('edited_scope')], // prettier-ignore
    ['of an unknown tool, whose rule the base does not have', { isToolUnknown: true, hasRuleRun: false, place: 'edited_scope' }, inheritedBy('tool_changed')], // prettier-ignore
    ['of an unknown tool, whose rule another base does not have', { isToolUnknown: true, hasRuleRun: false, isBaseExact: false }, inheritedBy('untouched')], // prettier-ignore
    ['of a whole edited scope, of an unknown tool, whose rule the base does not have', { isToolUnknown: true, hasRuleRun: false, place: 'edited_scope', judgesScope: true }, newBecause('edited_scope')], // prettier-ignore
    ['of a whole edited scope, of an unknown tool, whose rule reports elsewhere as well', { isToolUnknown: true, hasRuleRun: false, isRuleSeenElsewhere: true, place: 'edited_scope', judgesScope: true }, inheritedBy('tool_changed')], // prettier-ignore
    ['of a rule that did not run, on an added line', { hasRuleRun: false, place: 'added_line' }, newBecause('added_line')], // prettier-ignore
    ['of a rule that did not run, which the default branch has', { hasRuleRun: false, isRuleOnBase: false, place: 'added_line', inBaselineBy: 'moved_in_file' }, inheritedBy('moved_in_file')], // prettier-ignore
    ['of a rule of another configuration, which the default branch has', { hasRuleRun: false, place: 'elsewhere', inBaselineBy: 'unchanged' }, inheritedBy('unchanged')], // prettier-ignore
    ['of a rule of another configuration on an added line, as the default branch has one', { hasRuleRun: false, place: 'added_line', inBaselineBy: 'line_in_file' }, newBecause('added_line')], // prettier-ignore
    ['which the default branch has but the base does not', { place: 'added_line', inBaselineBy: 'unchanged' }, newBecause('added_line')], // prettier-ignore
    ['on an added line, which the target has', { place: 'added_line', isOnTarget: true }, inheritedBy('on_target')],
    ['of a whole edited scope, which the target has', { place: 'edited_scope', judgesScope: true, isOnTarget: true }, inheritedBy('on_target')], // prettier-ignore
    ['of a rule that did not run, on an added line, which the target has', { hasRuleRun: false, isRuleOnBase: false, place: 'added_line', inBaselineBy: 'unchanged', isOnTarget: true }, inheritedBy('on_target')], // prettier-ignore
    ['elsewhere, which the target has', { isOnTarget: true }, newBecause('consequence')],
    ['without known lines', { place: null }, newBecause('not_in_base')],
    [
      'without known lines and without a base',
      { place: null, hasBase: false, isBaseExact: false },
      newBecause('no_base'),
    ],
  ])('judges a finding %s', (_, given, expected) => {
    expect(judgeUnrecognized({ ...FINDING, ...given })).toEqual(expected);
  });
});
