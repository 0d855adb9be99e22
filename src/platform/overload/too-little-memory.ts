import { AppError } from '../errors/app-error.js';

/** Error for a document that this service cannot read, since it has less memory than documents of its size may need. */
export const tooLittleMemory = () =>
  new AppError(
    'unavailable',
    'The service has too little memory to read this. Ask its operator to increase the memory.',
    {
      retryAfterSeconds: 60,
    },
  );
