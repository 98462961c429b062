import 'reflect-metadata';
import { runCommand } from './command.ts';
import { FirstStart } from './setup/first-start.service.ts';

// Prints the one-time link for the first system admin as its last line, or nothing once there is one. On the embedded database it also
// points platform mail at the sandbox and seeds the demo, on the very first start.
await runCommand(FirstStart, async (firstStart) => {
  await firstStart.prepare();
  const link = await firstStart.adminLink();
  if (link) console.log(link);
});
