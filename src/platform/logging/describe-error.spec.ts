import { QueryFailedError } from 'typeorm';
import { describeError } from './describe-error.js';

describe('describeError', () => {
  it('says what happened and where', () => {
    const cause = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
    const described = describeError(new TypeError('cannot go on', { cause }));
    expect(described).toMatchObject({ type: 'TypeError', message: 'cannot go on', cause: { code: 'ECONNREFUSED' } });
    expect(described.stack).toContain('describe-error.spec');
  });

  it('leaves out what a statement was given and what the row held', () => {
    const driver = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(planted) exists.',
    });
    const failed = new QueryFailedError('SELECT auth.change_password($1, $2)', [12, 'planted'], driver);
    const described = describeError(failed);
    expect(described).toMatchObject({ query: 'SELECT auth.change_password($1, $2)', code: '23505' });
    expect(JSON.stringify(described)).not.toContain('planted');
  });

  it('takes what is thrown without being an error, and ends a circle of causes', () => {
    expect(describeError('text')).toEqual({ type: 'string', message: 'text' });
    const circle = new Error('a');
    circle.cause = circle;
    expect(JSON.stringify(describeError(circle)).match(/"message"/g)).toHaveLength(4);
  });
});
