import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import { projectRoot } from '../../src/lib/project-root.ts';
import { type AppOptions, startApp, type TestApp } from './app.ts';
import { ADMIN_TOKEN } from './config.ts';
import { leftOut } from './skip.ts';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that the tests of the console drive; null where there is none. */
const browserPath = [process.env['CHROMIUM_PATH'] ?? '', ...USUAL_PLACES].find((path) => path !== '' && existsSync(path)) ?? null;

/** True where there is no browser to test with; says so once. */
export const withoutBrowser = leftOut(
  browserPath === null,
  'there is no Chromium. Set CHROMIUM_PATH to test the console in a browser.',
);

/** What a test of the console waits at most, on a machine that does other things too. */
export const BROWSER_TEST = { timeout: 90_000 };

const shared: { browser: Promise<Browser> | null; console: Promise<string> | null } = { browser: null, console: null };

afterAll(async () => {
  await (await shared.browser)?.close();
  const folder = await shared.console;
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  shared.browser = null;
  shared.console = null;
});

/** In a process of its own: inside a test React would be built as for development, with slower and other behaviour. */
async function buildConsole(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'parley-console-'));
  const root = projectRoot();
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const config = join(root, 'src/console/ui/vite.config.ts');
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', config, '--outDir', outDir, '--emptyOutDir'], {
    cwd: root,
    env,
  });
  return outDir;
}

export interface ConsoleOptions extends AppOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

export interface OpenConsole {
  readonly page: Page;
  readonly server: TestApp;
  /** What the browser said went wrong, but for answers that the screen shows. */
  readonly complaints: readonly string[];
  /** Goes to a screen by its path below `/console`. */
  readonly go: (path: string) => Promise<void>;
}

/** The whole server with the console of the sources, and a signed-in browser, until the test is over. */
export async function openConsole({
  width = 1440,
  height = 900,
  scheme = 'light',
  ...options
}: ConsoleOptions = {}): Promise<OpenConsole> {
  shared.console ??= buildConsole();
  shared.browser ??= chromium.launch({ executablePath: browserPath ?? '', args: FLAGS });
  const server = await startApp({ mode: 'local', ...options, consoleFiles: await shared.console });
  const context = await (await shared.browser).newContext({ viewport: { width, height }, colorScheme: scheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  await page.goto(`${server.url}/console#token=${ADMIN_TOKEN}`);
  await page.locator('.shell').waitFor();
  const go = async (path: string) => {
    await page.goto(`${server.url}/console${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  };
  return { page, server, complaints, go };
}
