// Breaks of the API's promise that were decided on, each with the decision that says why. An entry may go once a release has
// passed: the comparison is with the commit before.

const ACCEPTED = [
  // Warnings carry a code (docs/adr/architecture.md#warnings-carry-a-code).
  /^(POST|GET) \S+: answer 200(\.evaluations\[\])?\.warnings\[\]: type string became object$/,
  // A filter takes several values; one is sent as before (docs/adr/storage.md#findings-are-read-as-columns).
  /^GET \/api\/scans\/\{id\}\/findings: parameter (severity|type|tool) \(query\): type string became array$/,
  // A request is for a waiver of a rule, or for the acceptance of a problem (docs/adr/gate.md#uses-and-requests-of-waivers).
  /^(GET|POST) \/api\/quality\/gates\/waivers\S*: answer 20[01](\.requests\[\])?\.rule: type string became null\|string$/,
];

export const isAccepted = (change) => ACCEPTED.some((pattern) => pattern.test(change));
