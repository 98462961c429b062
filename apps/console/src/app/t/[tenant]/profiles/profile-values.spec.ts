import { blankSubmission } from '../../../../features/submissions/submission-values.ts';
import { blankProfile, guessName, profileFormSchema, profileInputOf } from './profile-values.ts';

const google = { name: 'Google', host: 'smtp.gmail.com', variants: [] } as never;
const microsoft = { name: 'Microsoft 365 (Office 365)', host: null, variants: [{ id: 'a', label: 'A', host: 'a.example' }] } as never;
const custom = { name: 'Custom', host: null, variants: [] } as never;

describe('the name of a new profile', () => {
  it('is its provider’s, without what stands in brackets', () => {
    expect(guessName('ada@gmail.com', google, [])).toBe('Google');
    expect(guessName('ada@plant.example', microsoft, [])).toBe('Microsoft 365');
  });

  it('is its sender’s domain where the server is nobody’s', () => {
    expect(guessName('alerts@plant.example', custom, [])).toBe('plant.example');
    expect(guessName('alerts', custom, [])).toBe('');
  });

  it('is numbered where it is taken', () => {
    expect(guessName('ada@gmail.com', google, ['google', 'Google 2'])).toBe('Google 3');
  });
});

describe('the profile form', () => {
  it('sends a new profile as version 0, empty fields as none', () => {
    const values = profileFormSchema(blankSubmission).parse({
      ...blankProfile,
      name: 'Plant',
      fromAddress: 'alerts@plant.example',
      host: 'smtp.plant.example',
    });

    expect(profileInputOf(values, blankSubmission, 0)).toMatchObject({
      version: 0,
      name: 'Plant',
      fromName: null,
      replyTo: null,
      fallbackId: null,
      username: null,
      passwordAction: 'KEEP',
    });
  });

  it('asks for name, sender and host', () => {
    const issues = profileFormSchema(blankSubmission).safeParse(blankProfile).error?.issues ?? [];

    expect(issues.map(({ path }) => path[0])).toEqual(expect.arrayContaining(['name', 'fromAddress', 'host']));
  });
});
