import { BuildProgress } from './build-progress.ts';

/** What turbo 2.11 printed with --log-order=grouped --no-color, for a package that builds and one with a wrong type. */
const output = `
   • turbo 2.11.11
   • Packages in scope: @posthorn/client, @posthorn/database, @posthorn/emails
   • Running build in 3 packages

@posthorn/database:generate: cache bypass, force executing 16172938a3796d9c
@posthorn/database:generate: $ node generate.mjs
@posthorn/database:generate: 
@posthorn/client:build: cache bypass, force executing 5d98f72064cbfbc3
@posthorn/client:build: $ tsc -p tsconfig.build.json
@posthorn/client:build: src/broken.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.
@posthorn/emails:build: cache hit, replaying logs 7a76147022750a05

 Tasks:    2 successful, 3 total
Cached:    1 cached, 3 total
  Time:    6.719s `.split('\n');

describe('the progress of a build', () => {
  it('names each package once, when turbo shows what it printed, with the time since the start', () => {
    let clock = 0;
    const progress = new BuildProgress(() => clock);

    const said = output.map((line) => {
      clock += 500;
      return progress.read(line);
    });

    expect(said.filter((sentence) => sentence !== null)).toEqual([
      'database   code generated after 3.0 s',
      'client     done after 4.5 s',
      'emails     done after 6.0 s',
    ]);
  });

  it('keeps what the failed package printed, and that alone', () => {
    const progress = new BuildProgress();
    for (const line of [...output, 'Failed:    @posthorn/client#build']) progress.read(line);

    expect(progress.failure().split('\n')).toEqual([
      '@posthorn/client#build',
      'cache bypass, force executing 5d98f72064cbfbc3',
      '$ tsc -p tsconfig.build.json',
      "src/broken.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it('keeps everything where turbo names no package, as when it could not start', () => {
    const progress = new BuildProgress();
    for (const line of output) progress.read(line);

    expect(progress.failure()).toContain('@posthorn/emails#build');
  });
});
