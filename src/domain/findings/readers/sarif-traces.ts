import { toTrace, type Trace, TRACE_LIMITS, type TracePlace } from '../trace.js';
import { cleanMessage } from './clean-text.js';
import { indexAt, type JsonObject, objectAt, objectsAt } from './json-value.js';
import { type RuleDescriptor } from './sarif-components.js';
import { type LocationReader } from './sarif-locations.js';
import { textOfMessage } from './sarif-messages.js';

type TraceReader = (result: JsonObject, rule: RuleDescriptor | null) => Trace | undefined;

/** Reads the related locations and the code flows of results (SARIF 2.1.0, section 3.36): of each flow its first thread. */
export function createTraceReader(run: JsonObject, { pointAt }: LocationReader): TraceReader {
  const driver = objectAt(objectAt(run, 'tool'), 'driver');
  const shared = objectsAt(run, 'threadFlowLocations');

  const placeAt = (location: JsonObject, rule: RuleDescriptor | null): TracePlace[] => {
    const text = textOfMessage(objectAt(location, 'message'), rule, driver);
    const message = text === null ? null : cleanMessage(text, TRACE_LIMITS.message);
    const place = { ...pointAt(location), message };
    return place.filePath === null && message === null ? [] : [place];
  };
  const locationOf = (step: JsonObject): JsonObject =>
    objectAt('location' in step ? step : (shared[indexAt(step, 'index') ?? -1] ?? {}), 'location');

  return (result, rule) => {
    if (!('relatedLocations' in result) && !('codeFlows' in result)) return undefined;
    const flows = objectsAt(result, 'codeFlows').slice(0, TRACE_LIMITS.flows);
    return toTrace({
      related: objectsAt(result, 'relatedLocations').flatMap((location) => placeAt(location, rule)),
      flows: flows.map((flow) => {
        const [thread = {}] = objectsAt(flow, 'threadFlows');
        return objectsAt(thread, 'locations').flatMap((step) => placeAt(locationOf(step), rule));
      }),
    });
  };
}
