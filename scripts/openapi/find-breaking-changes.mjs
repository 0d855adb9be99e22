// Finds changes that break a client written against an earlier OpenAPI document: removed routes, parameters and fields,
// changed types, and new requirements on a request. Additions are no breaks.

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

export function findBreakingChanges(before, after) {
  return operationsOf(before).flatMap(({ path, method, operation }) => {
    const where = `${method.toUpperCase()} ${path}`;
    const next = after.paths[path]?.[method];
    if (!next) return [`${where} is gone`];
    const old = { document: before, operation };
    const now = { document: after, operation: next };
    return [
      ...compareIds(where, operation, next),
      ...compareParameters(where, old, now),
      ...compareBodies(where, old, now),
      ...compareResponses(where, old, now),
    ];
  });
}

function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
  );
}

const compareIds = (where, before, after) =>
  before.operationId === after.operationId
    ? []
    : [`${where}: operation id ${before.operationId} became ${after.operationId}`];

function compareParameters(where, old, now) {
  const before = parametersOf(old);
  const after = parametersOf(now);
  const added = [...after].filter(([key, { required }]) => required && !before.get(key)?.required);
  return [
    ...added.map(([key]) => `${where}: ${key} is required now`),
    ...[...before].flatMap(([key, parameter]) => {
      const next = after.get(key);
      if (!next) return [`${where}: ${key} is gone`];
      return compareShapes(`${where}: ${key}`, 'request', shapeOf(old, parameter.schema), shapeOf(now, next.schema));
    }),
  ];
}

function parametersOf({ document, operation }) {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(document, parameter));
  return new Map(parameters.map((parameter) => [`parameter ${parameter.name} (${parameter.in})`, parameter]));
}

function compareBodies(where, old, now) {
  const before = old.operation.requestBody && resolve(old.document, old.operation.requestBody);
  const after = now.operation.requestBody && resolve(now.document, now.operation.requestBody);
  if (!before) return after?.required ? [`${where}: a body is required now`] : [];
  if (!after) return [`${where}: the body is gone`];
  return [
    ...(after.required && !before.required ? [`${where}: the body is required now`] : []),
    ...compareContents(`${where}: body`, 'request', [old, before], [now, after]),
  ];
}

/** Compares successes only: errors are identified by their code, whose list may grow. */
function compareResponses(where, old, now) {
  return Object.entries(old.operation.responses).flatMap(([status, response]) => {
    const before = resolve(old.document, response);
    const next = now.operation.responses[status];
    if (!next) return [`${where}: answer ${status} is gone`];
    if (!status.startsWith('2')) return [];
    return compareContents(`${where}: answer ${status}`, 'response', [old, before], [now, resolve(now.document, next)]);
  });
}

function compareContents(where, direction, [old, before], [now, after]) {
  return Object.entries(before.content ?? {}).flatMap(([type, media]) => {
    const next = after.content?.[type];
    if (!next) return [`${where}: ${type} is gone`];
    return compareShapes(where, direction, shapeOf(old, media.schema), shapeOf(now, next.schema));
  });
}

/** A request breaks by what it must do more, a response by what it keeps less. */
function compareShapes(where, direction, before, after) {
  const isRequest = direction === 'request';
  const [wide, narrow] = isRequest ? [after, before] : [before, after];
  const found = [];
  if (wide.types.size > 0 && [...narrow.types].some((type) => !wide.types.has(type) && !isWidened(type, wide.types)))
    found.push(`${where}: type ${listed(before.types)} became ${listed(after.types)}`);
  if (isRequest && before.enum && after.enum)
    for (const value of before.enum)
      if (!after.enum.includes(value)) found.push(`${where}: ${JSON.stringify(value)} is not taken any more`);
  for (const name of after.required)
    if (isRequest && !before.required.has(name)) found.push(`${where}.${name} is required now`);
  for (const name of before.required)
    if (!isRequest && !after.required.has(name) && name in after.properties)
      found.push(`${where}.${name} may be missing now`);
  for (const [name, property] of Object.entries(before.properties)) {
    const next = after.properties[name];
    if (!next) found.push(`${where}.${name} is gone`);
    else found.push(...compareShapes(`${where}.${name}`, direction, shapeOf(before, property), shapeOf(after, next)));
  }
  if (before.items && after.items)
    found.push(...compareShapes(`${where}[]`, direction, shapeOf(before, before.items), shapeOf(after, after.items)));
  return found;
}

const isWidened = (type, types) => type === 'integer' && types.has('number');
const listed = (types) => [...types].sort().join('|') || 'any';

/** The shape of a schema: references followed, `allOf` merged, alternatives as the types that they allow. */
function shapeOf({ document }, schema) {
  const shape = { document, types: new Set(), properties: {}, required: new Set(), items: undefined, enum: undefined };
  if (schema) addTo(shape, resolve(document, schema));
  return shape;
}

function addTo(shape, schema) {
  for (const type of [schema.type ?? []].flat()) shape.types.add(type);
  Object.assign(shape.properties, schema.properties);
  for (const name of schema.required ?? []) shape.required.add(name);
  shape.items ??= schema.items;
  shape.enum ??= schema.enum;
  for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    addTo(shape, resolve(shape.document, part));
}

function resolve(document, part) {
  if (!part.$ref) return part;
  const target = part.$ref
    .slice(2)
    .split('/')
    .reduce((holder, key) => holder?.[key], document);
  if (!target) throw new Error(`${part.$ref} leads nowhere.`);
  return resolve(document, target);
}
