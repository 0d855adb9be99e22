/** Attributes of a row: the one that the person came for is marked, and has the focus. */
export const markOf = (id: number, wantedId: number | undefined) =>
  id === wantedId ? ({ ref: bringIntoSight, tabIndex: -1, 'aria-current': true } as const) : {};

function bringIntoSight(row: HTMLTableRowElement | null) {
  row?.scrollIntoView({ block: 'center' });
  row?.focus({ preventScroll: true });
}
