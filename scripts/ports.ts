import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { portVariables, StartError, type Installation } from './installation.ts';

/** What listens where, for the sentence about a taken port. */
const listeners = { console: 'the console', api: 'the API', sandbox: "the sandbox's SMTP server", metrics: 'the metrics' } as const;

/**
 * Checks before anything starts that the ports are free. Throws {@link StartError} that names each taken one and the variable that moves it.
 * The processes of a launcher that was just killed may hold them for a moment still: `patienceMs` is the longest wait, in ms.
 * The database's port is not among them: a leftover of a killed start may hold it, and that is ended first.
 */
export async function checkPorts(installation: Installation, patienceMs = 3_000): Promise<void> {
  const wanted = (Object.keys(listeners) as (keyof typeof listeners)[]).filter((name) => name !== 'sandbox' || installation.sandbox);
  const twice = wanted.find((name) => wanted.some((other) => other !== name && installation.ports[other] === installation.ports[name]));
  if (twice)
    throw new StartError(`Port ${installation.ports[twice]} is given twice. ${portVariables[twice][0]} moves ${listeners[twice]}.`);
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    const taken = await takenOf(wanted, installation);
    if (taken.length === 0) return;
    if (Date.now() >= deadline) throw new StartError(taken.join('\n'));
  }
}

async function takenOf(wanted: (keyof typeof listeners)[], installation: Installation): Promise<string[]> {
  const taken = [];
  for (const name of wanted) {
    const host = name === 'metrics' ? '127.0.0.1' : installation.host;
    const reason = await whyNot(installation.ports[name], host);
    if (reason) taken.push(`Port ${installation.ports[name]} for ${listeners[name]} ${reason}. ${portVariables[name][0]} moves it.`);
  }
  return taken;
}

function whyNot(port: number, host: string): Promise<string | null> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'is taken' : `can't be opened on ${host} (${error.code})`),
    );
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}
