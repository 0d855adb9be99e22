/**
 * Awaits statements that were issued together: as `Promise.all`, but rejects only once all have ended, so that none is
 * still under way when the transaction is rolled back. They are sent in the order of the list; a step behind one of them is
 * sent after all of their first.
 */
export async function together<Values extends readonly unknown[] | []>(
  values: Values,
): Promise<{ -readonly [Place in keyof Values]: Awaited<Values[Place]> }> {
  await Promise.allSettled(values);
  return Promise.all(values);
}
