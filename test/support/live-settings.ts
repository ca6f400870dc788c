import { ADMIN_TOKEN, SECRET_KEY } from './config.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER } from './twilio.ts';

/** Where the stand-in for Twilio believes the server to be. */
export const PUBLIC_URL = 'https://bot.example.com';

/** What a server under load is set to, whichever its database, its flows and its far sides are. */
export const LIVE_SETTINGS = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PUBLIC_URL,
  ADMIN_TOKEN,
  SECRET_KEY,
  TWILIO_ACCOUNT_SID: ACCOUNT_SID,
  TWILIO_AUTH_TOKEN: AUTH_TOKEN,
  TWILIO_FROM_NUMBER: BOT_NUMBER,
  ALLOWED_COUNTRIES: 'US,GB',
  SEND_RATE: '1000',
  LOG_LEVEL: 'warn',
};
