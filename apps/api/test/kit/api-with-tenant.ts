import { becomeSystemAdmin, tenantOfTwo, type Person, type TenantOfTwo } from './people.ts';
import { startApi, type TestApi } from './test-api.ts';

export interface ApiWithTenant {
  api: TestApi;
  /** The system admin. */
  root: Person;
  tenant: TenantOfTwo;
}

/** As most specs begin: an API with its system admin, and a tenant of an admin and a member. Takes what {@link startApi} takes. */
export async function apiWithTenant(...options: Parameters<typeof startApi>): Promise<ApiWithTenant> {
  const api = await startApi(...options);
  const root = await becomeSystemAdmin(api);
  return { api, root, tenant: await tenantOfTwo(api, root) };
}
