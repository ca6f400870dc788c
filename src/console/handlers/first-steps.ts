import type { StatusView } from '../contract.ts';
import type { Reads } from '../../runtime/reads.ts';
import type { Workplace } from './workplace.ts';

/** The five first steps of an installation, with what was done of them. */
export async function firstSteps(
  { store, state }: Workplace,
  reads: Pick<Reads, 'listConversations'>,
  mode: 'local' | 'live',
): Promise<StatusView['steps']> {
  const done = await store.actionsDone({ actions: ['try.start', 'api.try', 'api.save', 'api.add', 'flow.publish'] });
  const has = (...actions: readonly string[]) => actions.some((action) => done.has(action));
  const { items } = await reads.listConversations({ address: null, state: null, before: null, limit: 1 });
  const talked = items.length > 0;
  const edited = has('flow.publish') || (await wasChanged({ store, state }));
  return [
    {
      id: 'try',
      done: has('try.start') || talked,
      title: 'Talk to your flow',
      hint: 'Say "hi" on the simulated phone and see each step as it happens.',
      link: '/try',
    },
    {
      id: 'flow',
      done: edited,
      title: 'Make the flow yours',
      hint: 'Change its words and publish it. The files in FLOWS_DIR stay plain JSON.',
      link: '/flows',
    },
    {
      id: 'api',
      done: has('api.try', 'api.save', 'api.add'),
      title: 'Try the APIs it calls',
      hint: aboutApis(state()),
      link: '/apis',
    },
    {
      id: 'twilio',
      done: mode === 'live',
      title: 'Connect Twilio',
      hint: 'Set the TWILIO_* settings of .env.example, start again, and run: npx parley connect',
      link: '/',
    },
    {
      id: 'live',
      done: mode === 'live' && talked,
      title: 'Text your number from a real phone',
      hint: 'The message shows up under Conversations. When it does not, Deliveries says why.',
      link: mode === 'live' ? '/conversations' : '/deliveries',
    },
  ];
}

function aboutApis({ live: { apis } }: ReturnType<Workplace['state']>): string {
  if (apis.size === 0) return 'The catalogue is empty. Add an API under Developer when a flow is to call one of yours.';
  if (!apis.has('send-otp') || !apis.has('verify-otp'))
    return 'Send one with its sample, and see what it answers and what is saved.';
  return 'Send OTP and Verify OTP work as they are. Point them at your own provider when you have one.';
}

/** Whether a file of a flow was ever another one than at the first start. */
async function wasChanged({ store, state }: Pick<Workplace, 'store' | 'state'>): Promise<boolean> {
  for (const { id } of state().live.flows) {
    if ((await store.listPublications({ flow: id })).length > 1) return true;
  }
  return false;
}
