import { act, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RowChunks } from './row-chunks';

afterEach(() => vi.unstubAllGlobals());

const near = { isIntersecting: true };
const far = { isIntersecting: false, boundingClientRect: { height: 900 } };

/** Draws 75 rows; returns a function that reports crossings of the third body, and one that counts its rows. */
function threeChunks() {
  const reports = new Map<Element, (entries: object[]) => void>();
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(private readonly report: (entries: object[]) => void) {}
      observe(element: Element) {
        reports.set(element, this.report);
      }
      disconnect() {
        reports.clear();
      }
    },
  );
  const renderRow = (at: number) => (
    <tr key={at}>
      <td>Row {at}</td>
    </tr>
  );
  const onNearEnd = () => undefined;
  render(
    <table>
      <RowChunks columns={1} count={75} rowHeight={36} renderRow={renderRow} onNearEnd={onNearEnd} />
    </table>,
  );
  const third = document.querySelectorAll('tbody')[2]!;
  return {
    cross: (...entries: object[]) => act(() => reports.get(third)!(entries)),
    rows: () => third.querySelectorAll('tr:not([aria-hidden])').length,
  };
}

describe('rows of a long table', () => {
  it('are drawn where the last of several crossings is near', () => {
    const { cross, rows } = threeChunks();
    expect(rows()).toBe(0);
    cross(far, near);
    expect(rows()).toBe(25);
  });

  it('leave where the last of several crossings is far', () => {
    const { cross, rows } = threeChunks();
    cross(near, far);
    expect(rows()).toBe(0);
  });
});
