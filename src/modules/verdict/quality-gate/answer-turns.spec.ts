import { setImmediate as nextTurn } from 'node:timers/promises';
import { AnswerTurns } from './answer-turns.js';

/** Lets everything happen that needs no further turn. */
async function microtasks(): Promise<void> {
  for (let count = 0; count < 1_000; count += 1) await Promise.resolve();
}

describe('AnswerTurns', () => {
  it('lets 50 answers pass in each turn of the event loop, whoever sends them', async () => {
    const turns = new AnswerTurns();
    let sent = 0;
    const send = async (count: number) => {
      for (let answer = 0; answer < count; answer += 1) {
        await turns.take();
        sent += 1;
      }
    };
    const senders = [send(60), send(60), ...Array.from({ length: 30 }, () => send(1))];
    for (const expected of [50, 100, 150]) {
      await microtasks();
      expect(sent).toBe(expected);
      await nextTurn();
    }
    await Promise.all(senders);
  });
});
