import { describe, expect, test } from 'vitest';
import { checkNames, isApiSecret } from './unknown-names.ts';

const inEnvironment = (...names: string[]) => checkNames(Object.fromEntries(names.map((name) => [name, 'x'])), {});
const inFile = (...names: string[]) => checkNames({}, Object.fromEntries(names.map((name) => [name, 'x'])));

describe('in .env', () => {
  test('refuses every unknown name and says what was meant', () => {
    const { problems } = inFile('TWILIO_AUTH_TOKN', 'COLOUR', 'PORT');
    expect(problems.map((problem) => problem.name)).toEqual(['TWILIO_AUTH_TOKN', 'COLOUR']);
    expect(problems[0]?.fix).toContain('Did you mean "TWILIO_AUTH_TOKEN"?');
    expect(problems[1]?.fix).toBe('Remove the line from .env: .env.example lists every setting.');
  });

  test.each(['NODE_ENV', 'TWILIO_REGION', 'port', 'SECRET_', 'SECRET_lower'])(
    'refuses %s, which is fine elsewhere or nowhere',
    (name) => {
      expect(inFile(name).problems).toHaveLength(1);
    },
  );

  test('takes any SECRET_ name, with a warning when it is nearly one of ours', () => {
    expect(inFile('SECRET_CRM_TOKEN', 'SECRET_OTP_KEY')).toEqual({ problems: [], warnings: [] });
    expect(inFile('SECRET_KEY_PREVIUOS').warnings.join()).toContain('If you meant SECRET_KEY_PREVIOUS, rename it.');
  });

  test('never repeats a value', () => {
    const { problems } = checkNames({ PUBLIC_URI: 'sesame-1' }, { ADMIN_TOKENS: 'sesame-2' });
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toContain('sesame');
  });
});

describe('in the process environment', () => {
  test.each([
    ['TWILIO_AUTH_TOKN', 'TWILIO_AUTH_TOKEN'],
    ['PUBLC_URL', 'PUBLIC_URL'],
    ['DATABSE_ULR', 'DATABASE_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['ALLOWED_COUNTRYS', 'ALLOWED_COUNTRIES'],
    ['SECRETS_KEY', 'SECRET_KEY'],
    ['PROT', 'PORT'],
    ['HOSTT', 'HOST'],
    ['HST', 'HOST'],
    ['BRAN', 'BRAND'],
  ])('refuses %s, a slip of %s', (name, meant) => {
    const { problems } = inEnvironment(name);
    expect(problems.map((problem) => problem.name)).toEqual([name]);
    expect(problems[0]?.fix).toContain(`Did you mean "${meant}"?`);
  });

  test('leaves alone what shells, tools and hosting put there', () => {
    const usual =
      'HOME HOSTNAME HOSTTYPE PATH PWD OLDPWD SHLVL SHELL TERM USER LOGNAME LANG MAIL TMPDIR EDITOR DISPLAY COLUMNS LINES PS1 TZ _ ' +
      'NODE_ENV NODE_OPTIONS NO_COLOR FORCE_COLOR CI DEBUG INIT_CWD npm_config_port npm_package_name VITEST BRANCH BOARD POST RAND ' +
      'PORTS_FREE PUBLIC_IP PUBLIC_DIR DATABASE_USER DATABASE_HOST DB_URL SSH_AUTH_SOCK GIT_BRANCH KUBERNETES_SERVICE_HOST REDIS_PORT ' +
      'PARLEY_PORT host port brand Path WEBHOOK_PATH DATA_DIR SEND_OTP_URL VERIFY_OTP_URL BENCH_DIR';
    expect(inEnvironment(...usual.split(' '))).toEqual({ problems: [], warnings: [] });
  });

  test('gives one warning for all other TWILIO_ names', () => {
    const { problems, warnings } = inEnvironment('TWILIO_API_BASE', 'TWILIO_REGION', 'TWILIO_ACCOUNT_SID');
    expect(problems).toEqual([]);
    expect(warnings).toEqual(['The environment has TWILIO_API_BASE, TWILIO_REGION, which Parley does not use.']);
  });

  test('names a slip once when it is in .env and in the environment', () => {
    expect(checkNames({ PUBLIC_URI: 'x' }, { PUBLIC_URI: 'x' }).problems).toHaveLength(1);
  });
});

test('the master keys are no API secrets, the key of the OTP service is', () => {
  expect(['SECRET_KEY', 'SECRET_KEY_PREVIOUS', 'SECRET_OTP_KEY', 'SECRET_A', 'SECRET_'].map(isApiSecret)).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});
