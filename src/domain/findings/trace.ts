import { blankMessage } from './secrets/blank-text.js';

/** A place that a finding names beside its own. */
export interface TracePlace {
  readonly filePath: string | null;
  readonly line: number | null;
  readonly message: string | null;
}

/** Places that explain a finding: related ones, and the ways that the program takes to it, step by step. */
export interface Trace {
  readonly related: readonly TracePlace[];
  readonly flows: readonly (readonly TracePlace[])[];
}

export const NO_TRACE: Trace = { related: [], flows: [] };

export const TRACE_LIMITS = { related: 30, flows: 5, steps: 30, message: 1_000 } as const;

/** A trace within its limits: a long flow keeps its beginning and its last step. Undefined for one without any place. */
export function toTrace({ related, flows }: Trace): Trace | undefined {
  const kept = flows.filter((flow) => flow.length > 0).slice(0, TRACE_LIMITS.flows);
  if (related.length + kept.length === 0) return undefined;
  return { related: related.slice(0, TRACE_LIMITS.related), flows: kept.map(cutFlow) };
}

const cutFlow = (flow: readonly TracePlace[]): readonly TracePlace[] =>
  flow.length <= TRACE_LIMITS.steps ? flow : [...flow.slice(0, TRACE_LIMITS.steps - 1), flow.at(-1)!];

/** The trace with another form of each place. */
export const mapTrace = ({ related, flows }: Trace, map: (place: TracePlace) => TracePlace): Trace => ({
  related: related.map(map),
  flows: flows.map((flow) => flow.map(map)),
});

/** The trace as it may be kept and shown, without secrets. */
export const blankTrace = (trace: Trace, isSecret: boolean): Trace =>
  mapTrace(trace, (place) => ({ ...place, message: place.message && blankMessage(place.message, isSecret) }));

type StoredPlace = readonly [path: number, line: number, message: number];

/** The trace in JSON, each text once; 0 stands for what is not known. */
export function encodeTrace({ related, flows }: Trace): string {
  const numbers = new Map<string, number>();
  const numberOf = (text: string | null): number => {
    if (text === null) return 0;
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return number;
  };
  const encode = ({ filePath, line, message }: TracePlace): StoredPlace => [
    numberOf(filePath),
    line ?? 0,
    numberOf(message),
  ];
  const places = [related.map(encode), flows.map((flow) => flow.map(encode))];
  return JSON.stringify({ places, texts: [...numbers.keys()] });
}

interface StoredTrace {
  readonly places: readonly [related: readonly StoredPlace[], flows: readonly (readonly StoredPlace[])[]];
  readonly texts: readonly string[];
}

export function decodeTrace(stored: string): Trace {
  const { places, texts } = JSON.parse(stored) as StoredTrace;
  const [related, flows] = places;
  const decode = ([path, line, message]: StoredPlace): TracePlace => ({
    filePath: texts[path - 1] ?? null,
    line: line || null,
    message: texts[message - 1] ?? null,
  });
  return { related: related.map(decode), flows: flows.map((flow) => flow.map(decode)) };
}
