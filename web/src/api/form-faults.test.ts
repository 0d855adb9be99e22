import { describe, expect, it } from 'vitest';
import { fieldFault, formFailure } from './form-faults';
import { Problem } from './problem';

const refused = new Problem(400, 'validation_failed', 'Not valid.', {
  errors: [
    { field: 'credentials.token', message: 'is required' },
    { field: 'name', message: 'is too long' },
  ],
});

describe('faults of a form', () => {
  it('stand at their fields, and those of a part at the whole', () => {
    expect(fieldFault(refused, 'name')).toBe('is too long');
    expect(fieldFault(refused, 'credentials')).toBe('is required');
    expect(fieldFault(refused, 'credentials.token')).toBe('is required');
    expect(fieldFault(refused, 'cred')).toBeUndefined();
    expect(fieldFault(null, 'name')).toBeUndefined();
  });

  it('are said of the form where no field shows them', () => {
    expect(formFailure(refused, ['name', 'credentials'])).toBeNull();
    expect(formFailure(refused, ['credentials'])).toBe('name is too long');
    expect(formFailure(new Problem(409, 'quota_exceeded', 'There are 50.'), ['name'])).toBe('There are 50.');
    expect(formFailure(null, ['name'])).toBeNull();
  });
});
