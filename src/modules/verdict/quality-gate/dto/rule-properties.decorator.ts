import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { RULE_NAMES, RULES, THRESHOLD_KINDS } from '../../../../domain/gate/rules.js';

type RuleRow = (typeof RULES)[keyof typeof RULES];

/**
 * Describes the rules of the gate as properties of a schema, by their table: a rule that is added there is in the API.
 *
 * @param describe the part of a property that depends on the schema: may it be left out or null, and its words
 */
export function RuleProperties(describe: (rule: RuleRow) => ApiPropertyOptions): ClassDecorator {
  return ({ prototype }) => {
    for (const name of RULE_NAMES) {
      const { schema } = THRESHOLD_KINDS[RULES[name].kind];
      const { byDefault, example = byDefault } = RULES[name];
      const options = { ...schema, ...describe(RULES[name]), example } as ApiPropertyOptions;
      ApiProperty(options)(prototype as object, name);
    }
  };
}
