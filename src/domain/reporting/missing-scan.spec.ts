import { judgeScanLook } from './missing-scan.js';

const day = (number: number) => new Date(Date.UTC(2026, 2, number));

describe('judgeScanLook', () => {
  it('looks again when the newest scan will be too old', () => {
    expect(judgeScanLook({ since: day(1), missingSince: null }, 7, day(2))).toEqual({
      ...{ isNew: false, lookAt: day(8), missingSince: null },
    });
  });

  it('finds the scan missing from that very moment on', () => {
    expect(judgeScanLook({ since: day(1), missingSince: null }, 7, day(8))).toEqual({
      ...{ isNew: true, lookAt: day(15), missingSince: day(1) },
    });
  });

  it('reports it once', () => {
    expect(judgeScanLook({ since: day(1), missingSince: day(1) }, 7, day(15))).toEqual({
      ...{ isNew: false, lookAt: day(22), missingSince: day(1) },
    });
  });

  it('forgets the report with the next scan, and reports the end of that one', () => {
    expect(judgeScanLook({ since: day(16), missingSince: day(1) }, 7, day(22))).toEqual({
      ...{ isNew: false, lookAt: day(23), missingSince: null },
    });
    expect(judgeScanLook({ since: day(9), missingSince: day(1) }, 7, day(22))).toEqual({
      ...{ isNew: true, lookAt: day(29), missingSince: day(9) },
    });
  });
});
