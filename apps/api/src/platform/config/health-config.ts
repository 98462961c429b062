import { environmentSchema } from './config.ts';

/** What the container's health check reads of the environment; the console's container has no database. */
export function readHealthConfig() {
  return environmentSchema
    .pick({ POSTHORN_HOST: true, POSTHORN_API_PORT: true, POSTHORN_CONSOLE_PORT: true, POSTHORN_DATABASE_WORKER_URL: true })
    .partial({ POSTHORN_DATABASE_WORKER_URL: true })
    .parse(process.env);
}
