import { writeFileSync } from 'node:fs';
import { saveChat } from '../../chat-test/save-chat.ts';
import { parseDuration } from '../../lib/duration.ts';
import { describeError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/suggest.ts';
import type { Fault } from './api-faults.ts';
import type { Talk } from './talk.ts';

/** What is said at the start. */
export const WELCOME = 'Type a message and press Enter. /help lists what else can be typed, such as /wait 5s, which skips time.';

const HELP = [
  '/wait 5s           skips time; Enter alone skips the pause that runs',
  '/fail send-otp 500 lets the next call of an API fail: a status, "timeout" or "network"',
  '/attrs             shows the attributes',
  '/save file         keeps this chat as a test for npx parley test',
  '/new               begins anew as another person',
  '/quit              leaves',
].join('\n');

type TalkCommand = (talk: Talk, words: readonly string[]) => void | Promise<void>;

/** Each command by its name, without the slash. */
export const COMMANDS: Readonly<Record<string, TalkCommand>> = {
  wait: (talk, [word = '']) => {
    const ms = parseDuration(word);
    if (ms === null) talk.note('Write /wait and a duration, as in /wait 5s.');
    else talk.clock.skip(ms);
  },
  fail: (talk, [api = '', word = '500']) => {
    const known = [...talk.options.flows.apis.keys()];
    const fault = readFault(word);
    if (!known.includes(api))
      talk.note(`There is no API "${api}".${didYouMean(api, known)} There are: ${known.join(', ') || 'none'}.`);
    else if (fault === null) talk.note('Write /fail, an API, and a status, "timeout" or "network", as in /fail send-otp 500.');
    else {
      talk.faults.add(api, fault);
      talk.note(`The next call of ${api} fails: ${fault}.`);
    }
  },
  attrs: async (talk) => {
    talk.note(JSON.stringify(await talk.attributes(), null, 2));
  },
  save: async (talk, words) => {
    const file = words.join(' ');
    if (file === '') return talk.note('Write /save and a file, as in /save flows/tests/mine.chat.yaml.');
    if (talk.log.steps.length === 0) return talk.note('There is nothing to save yet.');
    await save(talk, file);
  },
  new: (talk) => {
    talk.startOver();
    talk.note(`You are another person now: ${talk.from}.`);
  },
  help: (talk) => talk.note(HELP),
};

function readFault(word: string): Fault | null {
  if (word === 'timeout' || word === 'network') return word;
  return /^[1-5]\d\d$/.test(word) ? Number(word) : null;
}

async function save(talk: Talk, file: string): Promise<void> {
  const { flows, flow, channel } = talk.options;
  try {
    const { text, problem } = await saveChat(flows, talk.log, { flow, from: talk.from, channel });
    writeFileSync(file, text, { flag: 'wx' });
    talk.note(`Saved. Play it with: npx parley test ${file}`);
    if (problem !== null) talk.note(`It will fail until this is mended: ${problem}`);
  } catch (error) {
    const isThere = (error as { code?: unknown }).code === 'EEXIST';
    talk.note(
      isThere ? `There is a file ${file} already. Choose another name.` : `It could not be saved: ${describeError(error)}.`,
    );
  }
}
