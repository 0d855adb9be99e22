import { DataSource } from 'typeorm';
import { startTestApp } from '../support/test-app.js';

describe('a statement that takes long and says nothing meanwhile', () => {
  it('is told from a connection that will never answer', async () => {
    const service = await startTestApp();
    try {
      const rows = await service.app.get(DataSource).query<object[]>('SELECT pg_sleep(6), 42 AS answer');
      expect(rows).toMatchObject([{ answer: 42 }]);
    } finally {
      await service.stop();
    }
  });
});
