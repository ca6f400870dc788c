import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { IconName } from '../parts/icon.tsx';

/** What a screen is told: the named parts of its path. */
export interface ScreenProps {
  readonly params: Readonly<Record<string, string>>;
}

export interface Screen {
  /** Below `/console`; `:name` stands for any one part. */
  readonly path: string;
  /** What the rail and the palette call it; without one it is only reached from another screen. */
  readonly menu?: { readonly title: string; readonly icon: IconName };
  readonly body: LazyExoticComponent<ComponentType<ScreenProps>>;
}

/** Every screen, in the order of the rail. Each is loaded when it is first gone to. */
export const SCREENS: readonly Screen[] = [
  {
    path: '/',
    menu: { title: 'Home', icon: 'home' },
    body: lazy(async () => ({ default: (await import('./home/home-screen.tsx')).HomeScreen })),
  },
  {
    path: '/try',
    menu: { title: 'Try it', icon: 'play' },
    body: lazy(async () => ({ default: (await import('./try/try-screen.tsx')).TryScreen })),
  },
  {
    path: '/conversations',
    menu: { title: 'Conversations', icon: 'chats' },
    body: lazy(async () => ({ default: (await import('./conversations/list-screen.tsx')).ConversationsScreen })),
  },
  {
    path: '/conversations/:id',
    body: lazy(async () => ({ default: (await import('./conversations/conversation-screen.tsx')).ConversationScreen })),
  },
  {
    path: '/flows',
    menu: { title: 'Flows', icon: 'flow' },
    body: lazy(async () => ({ default: (await import('./flows/flows-screen.tsx')).FlowsScreen })),
  },
  {
    path: '/flows/:id',
    body: lazy(async () => ({ default: (await import('./edit-flow/edit-flow-screen.tsx')).EditFlowScreen })),
  },
  {
    path: '/apis',
    menu: { title: 'Developer', icon: 'plug' },
    body: lazy(async () => ({ default: (await import('./developer/developer-screen.tsx')).DeveloperScreen })),
  },
  {
    path: '/apis/:id',
    body: lazy(async () => ({ default: (await import('./configure-api/configure-api-screen.tsx')).ConfigureApiScreen })),
  },
  {
    path: '/attributes',
    menu: { title: 'Attributes', icon: 'tag' },
    body: lazy(async () => ({ default: (await import('./attributes/attributes-screen.tsx')).AttributesScreen })),
  },
  {
    path: '/deliveries',
    menu: { title: 'Deliveries', icon: 'mail' },
    body: lazy(async () => ({ default: (await import('./deliveries/deliveries-screen.tsx')).DeliveriesScreen })),
  },
  {
    path: '/audit',
    menu: { title: 'Audit', icon: 'list' },
    body: lazy(async () => ({ default: (await import('./audit/audit-screen.tsx')).AuditScreen })),
  },
];
