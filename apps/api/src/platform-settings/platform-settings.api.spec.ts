import { becomeSystemAdmin, tenantOfTwo, type Person } from '../../test/kit/people.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';

const read = `{ platformSettings { version productName logoDataUri supportAddress footer activationHours resetMinutes sessionIdleMinutes sessionAbsoluteHours publicUrl } }`;
const save = `mutation ($input: PlatformSettingsInput!) { updatePlatformSettings(input: $input) { version productName footer } }`;

let api: TestApi;
let root: Person;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
}, 60_000);
afterAll(() => api.close());

describe('platform settings', () => {
  it('begin with the documented defaults', async () => {
    expect((await root.client.run(read))['platformSettings']).toEqual({
      version: 1,
      productName: 'Posthorn',
      logoDataUri: null,
      supportAddress: null,
      footer: null,
      activationHours: 72,
      resetMinutes: 60,
      sessionIdleMinutes: 720,
      sessionAbsoluteHours: 168,
      publicUrl: 'http://localhost:3000',
    });
  });

  it('are not saved over somebody else’s: the second of two gets STALE_VERSION and nothing is lost', async () => {
    const input = await current();

    const answers = await Promise.all(['One', 'Other'].map((productName) => root.client.ask(save, { input: { ...input, productName } })));

    const codes = answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'saved');
    expect(codes.sort()).toEqual(['STALE_VERSION', 'saved']);
    expect((await current()).version).toBe(input.version + 1);
    expect((await root.client.refusal(save, { input })).extensions.code).toBe('STALE_VERSION');
  });

  it.each([
    ['activationHours', 0, '1 to 720 hours'],
    ['activationHours', 721, '1 to 720 hours'],
    ['resetMinutes', 4, '5 to 1440 minutes'],
    ['resetMinutes', 1441, '5 to 1440 minutes'],
    ['sessionIdleMinutes', 4, '5 to 10080 minutes'],
    ['sessionAbsoluteHours', 721, '1 to 720 hours'],
    ['productName', 'x'.repeat(61), '60 characters'],
    ['productName', 'Post\r\nhorn', 'line break'],
    ['supportAddress', 'nobody', 'name@example.org'],
    ['footer', 'x'.repeat(301), '300 characters'],
    ['logoDataUri', 'data:image/svg+xml;base64,PHN2Zz4=', 'PNG, JPEG or GIF'],
    ['logoDataUri', `data:image/png;base64,${'A'.repeat(100_001)}`, '75 KB'],
  ])('name the bound of %s: %s', async (field, value, sentence) => {
    const refusal = await root.client.refusal(save, { input: { ...(await current()), [field]: value } });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field });
    expect(refusal.message).toContain(sentence);
  });

  it('take effect on the next link, and are audited with values before and after, the logo as "changed"', async () => {
    const input = { ...(await current()), activationHours: 5, footer: 'Made in the north', logoDataUri: 'data:image/png;base64,AAAA' };
    await root.client.run(save, { input });

    const { admin } = await tenantOfTwo(api, root);
    const { members } = await admin.client.run(`{ members { items { invitation { sentAt expiresAt } } } }`);
    const { auditEvents } = await root.client.run(`{ auditEvents(filter: { action: "platform-settings" }) { items { details } } }`);

    const { sentAt, expiresAt } = members.items[0].invitation;
    expect(Math.round((Date.parse(expiresAt) - Date.parse(sentAt)) / 3_600_000)).toBe(5);
    expect(auditEvents.items[0].details).toEqual({
      activationHours: { from: '72', to: '5' },
      footer: { from: 'null', to: 'Made in the north' },
      logoDataUri: 'changed',
    });
    expect((await api.browser().run(`{ publicSettings { footer } }`))['publicSettings'].footer).toBe('Made in the north');
  });

  it('are the system admin’s alone', async () => {
    const { admin } = await tenantOfTwo(api, root);

    expect((await admin.client.refusal(read)).extensions.code).toBe('NOT_ALLOWED');
    expect((await api.browser().refusal(read)).extensions.code).toBe('NOT_SIGNED_IN');
  });
});

async function current(): Promise<Record<string, unknown> & { version: number }> {
  const { publicUrl: _, ...input } = (await root.client.run(read))['platformSettings'];
  return input;
}
