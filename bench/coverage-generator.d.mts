/** A report of about this many bytes in this format. */
export function generateReport(format: string, bytes: number): Buffer;
