import { violationsIn } from './kit/axe.ts';
import { Inbox } from './kit/inbox.ts';
import {
  clientSecret,
  consent,
  copyRedirectUri,
  fillClient,
  fillTokenServer,
  mailbox,
  openCopying,
  startMailProvider,
  tokenState,
  type MailProvider,
} from './kit/oauth.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

let world: World;
let provider: MailProvider;
beforeAll(async () => {
  world = await startWorld({ seed: 'ADMIN' });
  provider = await startMailProvider(world.root);
}, 90_000);
afterAll(async () => {
  await world.stop();
  await provider.stop();
});
const journey = journeysIn(() => world);

const panel = 'Access token';

describe('platform mail with OAuth 2.0', () => {
  journey('is set up step by step, until a test mail arrives that was signed in with a token', async ({ open }) => {
    const page = await openCopying(open, world.root);
    await page.goto('/system/mail');
    await see(page, 'heading', 'Platform mail');

    await fillTokenServer(page, provider.mail);
    const redirectUri = await copyRedirectUri(page);
    provider.oauth.setClient({ clientId: 'platform', secret: clientSecret, redirectUris: [redirectUri] });
    await fillClient(page, provider.oauth, 'platform');
    const consents = page.getByRole('switch', { name: 'A person consents once' });
    if (!(await consents.isChecked())) await consents.click();
    await page.getByRole('textbox', { name: 'From name' }).fill('Posthorn');
    await page.getByRole('textbox', { name: 'From address' }).fill(mailbox);
    await page.getByText('Save first: a token is given for exactly what is saved.').waitFor();
    const tooEarly = await page.getByRole('button', { name: 'Generate access token' }).isDisabled();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Now generate the access token.').waitFor();
    await tokenState(page, 'No token', panel).waitFor();
    await page.getByRole('button', { name: 'Generate access token' }).click();
    await consent(page);
    await page.waitForURL('**/system/mail?grant=GRANTED');
    await page.getByText('Token granted.').waitFor();
    await tokenState(page, 'Valid', panel).waitFor();
    await page.getByText(/^Generated .*by /).waitFor();
    await page
      .getByText(/expires in (1 hour|59 minutes)/)
      .first()
      .waitFor();
    const violations = await violationsIn(page, 'platform mail with a token');
    await page.getByRole('button', { name: 'Send test mail' }).click();
    await page.getByText('A test mail to').waitFor();
    const mail = await new Inbox(provider.mail).next(world.root.email);
    await page.getByRole('link', { name: 'Follow it' }).click();
    await page.getByText('The mail server took it.').waitFor();

    expect(tooEarly).toBe(true);
    expect(mail).toMatchObject({ user: mailbox });
    expect(new URL(redirectUri).origin).toBe(world.product.url);
    expect(violations).toEqual([]);
  });
});
