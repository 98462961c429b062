import * as contracts from '@posthorn/contracts';
import * as database from '@posthorn/database';
import type { z } from 'zod';

/** What GraphQL, forms and libs call an enum's members stands in libs/contracts; the database's columns hold the same. */
it.each<[string, z.ZodEnum, Record<string, string>]>([
  ['ClientAuthenticationMethod', contracts.clientAuthenticationMethod, database.ClientAuthenticationMethod],
  ['OAuthFlow', contracts.oauthFlow, database.OAuthFlow],
  ['SubmissionAuthentication', contracts.submissionAuthentication, database.SubmissionAuthentication],
  ['SubmissionSecurity', contracts.security, database.SubmissionSecurity],
])('%s has the same members in the database and in the contract', (_, contract, stored) => {
  expect(contract.options.toSorted()).toEqual(Object.keys(stored).toSorted());
});
