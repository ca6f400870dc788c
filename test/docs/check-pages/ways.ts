import { calling, type CheckPage, files, head, oneLine, steps } from '../check-page.ts';

const ASK = '{ "id": "ask", "type": "capture", "prompt": "Your name?", "save": "name" }';
const BYE = '{ "id": "bye", "type": "message", "text": "Bye." }';
const CALL = '{ "id": "call", "type": "api", "api": "crm" }';

/** Codes about the ways through a flow, and about which message starts it. */
export const WAY_PAGES: readonly CheckPage[] = [
  {
    code: 'unknown-step',
    severity: 'error',
    why: 'Something leads to a step that this flow does not have. A conversation that came there could not go on.',
    fix: 'Write the id of one of its steps, or `"end"`.',
    example: steps('{ "id": "hello", "type": "message", "text": "Hello.", "next": "bey" }', BYE),
  },
  {
    code: 'unreachable-step',
    severity: 'warning',
    why: 'No step, command or `no_reply` leads here, so the step never runs. Often a `next` is missing or one too many.',
    fix: 'Lead a step to it, or remove it.',
    example: steps('{ "id": "hello", "type": "message", "text": "Hello.", "next": "end" }', BYE),
  },
  {
    code: 'loop-without-wait',
    severity: 'error',
    why: 'Steps go round without ever waiting for a person or for time. A turn has at most 100 steps, so the conversation would end with an error. A call of an API is no wait.',
    fix: 'Lead one of them elsewhere, or put a capture or a delay into the loop.',
    example: steps(
      '{ "id": "hello", "type": "message", "text": "Hello.", "next": "bye" }',
      BYE.replace(' }', ', "next": "hello" }'),
    ),
  },
  {
    code: 'too-many-steps',
    severity: 'error',
    why: 'More than 100 steps can follow one another without a pause, and a turn has at most 100.',
    fix: 'Join texts that belong together, or put a capture or a delay in between.',
    example: {
      files: steps(...Array.from({ length: 101 }, (_, index) => `{ "id": "m${index}", "type": "message", "text": "${index}" }`))
        .files,
      shown: '"steps": [ … 101 messages in a row … ]',
    },
  },
  {
    code: 'asked-for-ever',
    severity: 'warning',
    why: 'Giving up on a question, or not answering it, leads back to it by itself. A person who cannot answer, or who is not there, is asked for ever.',
    fix: 'Lead these ways to a goodbye and an end.',
    example: steps('{ "id": "ask", "type": "capture", "prompt": "Your name?", "on_give_up": "ask" }'),
  },
  {
    code: 'api-without-on-error',
    severity: 'warning',
    why: 'When the call fails, and APIs do fail, the conversation ends with an error.',
    fix: 'Add `"on_error"`: a step that tells the person and goes on, or ends well.',
    example: calling([CALL]),
  },
  {
    code: 'unknown-api',
    severity: 'error',
    why: 'The catalogue, the folder `apis/`, has no API of this name.',
    fix: 'Write its file, or name one that is there.',
    example: steps(CALL),
  },
  {
    code: 'unused-api',
    severity: 'warning',
    why: 'No flow calls this API.',
    fix: 'Call it from a step, or remove the file.',
    example: files({ 'main.json': oneLine(), 'apis/crm.json': '{ "method": "GET", "url": "https://crm.example.com/" }' }),
  },
  {
    code: 'unknown-flow',
    severity: 'error',
    why: 'A step runs a flow that is not in the folder.',
    fix: 'Write its file, or name one that is there.',
    example: steps('{ "id": "run", "type": "flow", "flow": "sign_up" }'),
  },
  {
    code: 'recursive-flow',
    severity: 'error',
    why: 'A flow would run itself, by itself or by way of others, without an end.',
    fix: 'Run another flow there, or lead back to a step of the same flow instead.',
    example: files({
      'main.json': '{ "trigger": { "default": true }, "steps": [{ "id": "run", "type": "flow", "flow": "main" }] }',
    }),
  },
  {
    code: 'reserved-word',
    severity: 'error',
    why: 'On SMS Twilio answers STOP, START, HELP and their like itself, so a flow that serves SMS would not see the word as a command.',
    fix: 'Choose another word, or serve only WhatsApp: `"channels": ["whatsapp"]`.',
    example: head('"trigger": { "default": true },\n"commands": [{ "keywords": ["stop"], "next": "end" }]'),
  },
  {
    code: 'overlapping-triggers',
    severity: 'error',
    why: 'Two flows claim the same keyword for the same numbers, so nobody could say which one starts.',
    fix: 'Take the keyword out of one of them, or part them by `channels` or `to`.',
    example: files({
      'a.json': oneLine('"trigger": { "keywords": ["hi"], "default": true }'),
      'b.json': oneLine('"trigger": { "keywords": ["Hi!"] }'),
    }),
  },
  {
    code: 'no-trigger',
    severity: 'error',
    why: 'No flow has a trigger, so no message would ever start one.',
    fix: 'Give the flow that answers first `"trigger": { "default": true }`.',
    example: files({ 'main.json': `{ "steps": [${BYE}] }` }),
  },
  {
    code: 'no-default',
    severity: 'error',
    why: 'On some channel or number no flow takes the messages that are no keyword: they would get no answer.',
    fix: 'Set `"default": true` in exactly one of the flows that serve it.',
    example: files({ 'main.json': oneLine('"trigger": { "keywords": ["hi"] }') }),
  },
  {
    code: 'second-default',
    severity: 'error',
    why: 'Two flows are the default for the same channel and number.',
    fix: 'Keep `"default": true` in one of them, or part them by `channels` or `to`.',
    example: files({ 'a.json': oneLine(), 'b.json': oneLine() }),
  },
  {
    code: 'unknown-attribute',
    severity: 'error',
    why: 'A template or a condition reads a name that nothing in this flow sets, so it would always be empty. Mostly it is misspelt.',
    fix: 'Save it before, declare it in `attributes`, or correct the name.',
    example: steps(ASK, '{ "id": "bye", "type": "message", "text": "Bye {{ nmae }}." }'),
  },
  {
    code: 'read-before-set',
    severity: 'warning',
    why: 'Some way leads to a step that reads an attribute before anything has set it: it is empty then. The message names such a way.',
    fix: 'Set it before, ask with `{% if name %}` or `exists` whether it is there, write `{{ name | default: "you" }}`, or declare what it begins with.',
    example: steps(ASK.replace(' }', ', "on_give_up": "bye" }'), '{ "id": "bye", "type": "message", "text": "Bye {{ name }}." }'),
  },
  {
    code: 'unused-attribute',
    severity: 'warning',
    why: 'An attribute is declared, but nothing in the flow sets or reads it.',
    fix: 'Remove the declaration, or use it.',
    example: head('"trigger": { "default": true },\n"attributes": { "age": { "type": "number" } }'),
  },
  {
    code: 'breaks-running-chats',
    severity: 'error',
    why: 'Told by a running server, not by `parley check`: conversations go on with an earlier version of a flow, and a change of an API would make them fail. APIs are not pinned to versions, so the old API stays for now.',
    fix: 'Give the new API another name and call that, and change this one when those conversations are over.',
    example: calling([CALL], '"body": { "name": "{{ name }}" }'),
  },
  {
    code: 'unreadable-folder',
    severity: 'error',
    why: 'Told by a running server: the folder of flows is gone, or may not be read. Everything stays as it was.',
    fix: 'Put the folder back where FLOWS_DIR says.',
    example: { files: {}, shown: '(no folder at FLOWS_DIR)' },
  },
];
