import type { ChannelName } from '../engine/scope.ts';
import type { Problem } from '../flow/problem.ts';
import type { ChatFile, ChatTest, NamedThing, ScriptedAnswer } from './chat-file.ts';
import { readApis } from './read-answers.ts';
import { readLine } from './read-line.ts';
import { type YamlNode, YamlSource } from './yaml-source.ts';

const FILE_KEYS = ['$schema', 'flow', 'from', 'channel', 'apis', 'tests'];
const TEST_KEYS = ['name', 'from', 'channel', 'apis', 'chat'];
const CHANNELS: readonly ChannelName[] = ['sms', 'whatsapp'];

/** Who texts where a file does not say. */
const SOMEONE = '+14155550100';

type Fields = ReadonlyMap<string, YamlNode>;

/** What stands above the tests of a file, or in one of them. */
interface Setting {
  readonly from: string;
  readonly channel: ChannelName;
  readonly apis: ReadonlyMap<string, readonly ScriptedAnswer[]>;
}

/** Reads a file of chats; or every problem in it, with its place. */
export function readChatFile(
  file: string,
  text: string,
): { readonly ok: true; readonly chats: ChatFile } | { readonly ok: false; readonly problems: readonly Problem[] } {
  const source = new YamlSource(file, text.replace(/^\uFEFF/, ''));
  if (source.problems.length > 0) return { ok: false, problems: source.problems };
  if (source.root === null) {
    source.problem(null, 'no-tests', 'The file is empty.', 'Write "tests:" with at least one chat.');
    return { ok: false, problems: source.problems };
  }
  const names: NamedThing[] = [];
  const fields = fieldsOf(source, source.root, 'A file of chats', FILE_KEYS);
  const flowNode = fields.get('flow') ?? null;
  const flow = flowNode && source.scalar(flowNode, '"flow"');
  if (flow !== null) names.push({ what: 'flow', name: flow, place: source.placeOf(flowNode) });
  const setting = readSetting(source, fields, { from: SOMEONE, channel: 'sms', apis: new Map() }, names);
  const tests = readTests(source, fields, setting, names);
  if (source.problems.length > 0) return { ok: false, problems: source.problems };
  return { ok: true, chats: { file, text: source.text, flow, names, tests } };
}

function fieldsOf(source: YamlSource, node: YamlNode, what: string, keys: readonly string[]): Fields {
  return new Map(source.mapping(node, what, keys).map(({ key, value }) => [key, value]));
}

function readTests(source: YamlSource, fields: Fields, setting: Setting, names: NamedThing[]): ChatTest[] {
  const node = fields.get('tests') ?? null;
  if (node === null) {
    source.problem(source.root, 'no-tests', 'The file has no "tests".', 'Write "tests:" with at least one chat.');
    return [];
  }
  const tests = source.list(node, '"tests"').map((one) => readTest(source, one, setting, names));
  if (tests.length === 0) source.problem(node, 'no-tests', 'There is no chat in "tests".', 'Write at least one.');
  return tests;
}

function readTest(source: YamlSource, node: YamlNode, above: Setting, names: NamedThing[]): ChatTest {
  const fields = fieldsOf(source, node, 'A chat', TEST_KEYS);
  const name = source.scalar(fields.get('name') ?? null, '"name"') ?? '';
  if (name === '')
    source.problem(node, 'no-name', 'This chat has no name.', 'Say in "name" what it shows, as in "verified at once".');
  const chat = fields.get('chat') ?? null;
  if (chat === null)
    source.problem(node, 'no-chat', 'This test has no "chat".', 'Write "chat:" with what is said, line by line.');
  const lines = chat === null ? [] : source.list(chat, '"chat"').flatMap((one) => readLine(source, one, names) ?? []);
  if (chat !== null && lines[0] && lines[0].does.kind !== 'user') {
    source.problem(chat, 'bad-entry', 'A chat begins with what the person says.', 'Begin it with "- user: …".');
  }
  const setting = readSetting(source, fields, above, names);
  return { name, place: source.placeOf(node), ...setting, lines, end: lines.at(-1)?.to ?? 0 };
}

/** Answers of a test take the place of those above for the same API. */
function readSetting(source: YamlSource, fields: Fields, above: Setting, names: NamedThing[]): Setting {
  const given = fields.has('from') ? source.scalar(fields.get('from') ?? null, '"from"') : null;
  const apis = fields.has('apis') ? readApis(source, fields.get('apis') ?? null, names) : new Map();
  const channel = fields.has('channel') ? readChannel(source, fields.get('channel') ?? null) : null;
  const implied = given?.startsWith('whatsapp:') ? 'whatsapp' : above.channel;
  return {
    from: given?.replace(/^whatsapp:/, '') ?? above.from,
    channel: channel ?? implied,
    apis: new Map([...above.apis, ...apis]),
  };
}

function readChannel(source: YamlSource, node: YamlNode): ChannelName | null {
  const text = source.scalar(node, '"channel"') ?? '';
  const channel = CHANNELS.find((one) => one === text);
  if (channel) return channel;
  source.problem(node, 'bad-value', `There is no channel "${text}".`, `Write one of: ${CHANNELS.join(', ')}.`);
  return null;
}
