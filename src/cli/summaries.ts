/** What each command does, in the words of the command itself. The list of all commands is printed from here, so that it need load none. */
export const SUMMARIES: Readonly<Record<string, string>> = {
  start: 'start the server',
  check: 'check the flows and APIs of a folder, and say where and how to mend them',
  test: 'play chats against your flows, and say where one goes another way',
  chat: 'talk to a flow in the terminal',
  api: 'work with the API catalogue',
  diagram: 'draw a flow as a Mermaid flowchart',
  trace: 'show what a conversation did, turn by turn; a server may run meanwhile',
  import: 'take over flows of other tools',
  schemas: 'write schemas/*.json anew from the code',
  erase: 'erase a person: their conversations, texts and everything else that is held on them; a server may run meanwhile',
  export: 'print all that is held on a person as JSON; a server may run meanwhile',
  backup: 'copy the database, and check the copy; a server may run meanwhile',
  restore: 'put a backup in the place of the database, which is kept beside it; the server must be stopped',
  'rotate-key':
    'encrypt everything anew under SECRET_KEY, as a server does by itself after its start, and say when SECRET_KEY_PREVIOUS can go',
  doctor: 'check settings, database, flows, Twilio, the number, the webhook address and the clock',
  publish: 'make the folder of flows live on every server of a Postgres database',
  migrate: 'move the data of a bot to another database',
  connect: "set the webhooks of our Twilio number or Messaging Service to this server's address",
  disconnect: 'put back the webhooks that "connect" replaced',
};
