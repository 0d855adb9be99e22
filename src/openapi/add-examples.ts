import type { Example, MediaType, Operation, RequestBody, ResponseObject } from '../platform/openapi/document-types.js';
import { AUTH_EXAMPLES } from './examples/auth.examples.js';
import { COVERAGE_EXAMPLES } from './examples/coverage.examples.js';
import { FINDINGS_EXAMPLES } from './examples/findings.examples.js';
import { GATE_CONFIG_EXAMPLES } from './examples/gate-config.examples.js';
import { GATE_STATUS_EXAMPLES } from './examples/gate-status.examples.js';
import type { OperationExamples } from './examples/operation-examples.js';
import { RATINGS_EXAMPLES } from './examples/ratings.examples.js';
import { SCAN_EXAMPLES } from './examples/scan.examples.js';
import { SIMULATION_EXAMPLES } from './examples/simulation.examples.js';
import { WAIVER_EXAMPLES } from './examples/waiver.examples.js';
import type { OperationId } from './operations.js';

/** The examples of the document, by operation. Those named `specification` are the specification's own. */
export const EXAMPLES: Readonly<Partial<Record<OperationId, OperationExamples>>> = {
  ...GATE_CONFIG_EXAMPLES,
  ...GATE_STATUS_EXAMPLES,
  ...SIMULATION_EXAMPLES,
  ...WAIVER_EXAMPLES,
  ...RATINGS_EXAMPLES,
  ...COVERAGE_EXAMPLES,
  ...FINDINGS_EXAMPLES,
  ...SCAN_EXAMPLES,
  ...AUTH_EXAMPLES,
};

/** The operation with its named examples in place. They stand with the first content type of a body. */
export function addExamples(operation: Operation): Operation {
  const found = EXAMPLES[operation.operationId as OperationId];
  if (!found) return operation;
  const described = { ...operation, responses: { ...operation.responses } };
  if (found.request) {
    const body = operation.requestBody as RequestBody;
    described.requestBody = { ...body, content: withExamples(body.content, found.request) };
  }
  for (const [status, examples] of Object.entries(found.responses ?? {})) {
    const response = operation.responses[status] as ResponseObject;
    described.responses[status] = { ...response, content: withExamples(response.content ?? {}, examples) };
  }
  return described;
}

function withExamples(
  content: Record<string, MediaType>,
  examples: Readonly<Record<string, Example>>,
): Record<string, MediaType> {
  const [first] = Object.keys(content);
  if (first === undefined) throw new Error(`Examples ${Object.keys(examples).join(', ')} belong to no body.`);
  return { ...content, [first]: { ...content[first], examples: { ...examples } } };
}
