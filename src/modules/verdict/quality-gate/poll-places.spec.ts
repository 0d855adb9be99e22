import { PollPlaces } from './poll-places.js';

describe('PollPlaces', () => {
  it('has so many places for a credential, whatever the others take', () => {
    const places = new PollPlaces({ ofCredential: 2, ofAll: 100 });
    places.take('b');
    expect([places.take('a'), places.take('a'), places.take('a')].map((place) => place !== null)).toEqual([
      true,
      true,
      false,
    ]);
    expect(places.take('b')).not.toBeNull();
    expect(places.count).toBe(4);
  });

  it('has so many places for all together', () => {
    const places = new PollPlaces({ ofCredential: 2, ofAll: 3 });
    const taken = ['a', 'b', 'c', 'd', 'a'].map((credential) => places.take(credential) !== null);
    expect(taken).toEqual([true, true, true, false, false]);
  });

  it('has a place again where one was given back', () => {
    const places = new PollPlaces({ ofCredential: 1, ofAll: 1 });
    const giveBack = places.take('a')!;
    expect(places.take('a')).toBeNull();
    giveBack();
    expect(places.count).toBe(0);
    expect(places.take('b')).not.toBeNull();
  });
});
