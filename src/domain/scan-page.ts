/** Address of a scan's page in the dashboard, at the origin (and path) of a service. */
export const scanPageUrl = (serviceUrl: string, scanId: number): string => `${serviceUrl}/scans/${scanId}`;
