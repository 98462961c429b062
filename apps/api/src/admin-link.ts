import 'reflect-metadata';
import { runCommand } from './command.ts';
import { Setup } from './setup/setup.service.ts';

const address = process.argv[2];

await runCommand(Setup, async (setup) => {
  if (!address) throw new Error('Name the address: npm run admin:link -- you@example.org');
  const links = await setup.adminLinks(address);
  if (!links) throw new Error(`Nobody who may sign in has the address ${address}.`);
  console.log(
    `Sign in as ${address} (works once, for 15 minutes):\n  ${links.signIn}\nForgot the password too? Set a new one instead:\n  ${links.reset}`,
  );
});
