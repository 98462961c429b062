import { providers } from '@posthorn/oauth';
import { presets } from '@posthorn/smtp';

it.each(providers.filter(({ id }) => id !== 'generic').map((provider) => [provider.name, provider] as const))(
  'every cloud of %s is for a submission host that a preset of its tokens offers',
  (_name, { id, clouds }) => {
    const offered = presets
      .filter(({ oauth }) => oauth?.provider === id)
      .flatMap(({ host, variants }) => [host, ...variants.map((variant) => variant.host)]);

    expect(offered).toEqual(expect.arrayContaining(clouds.map(({ smtpHost }) => smtpHost)));
  },
);
