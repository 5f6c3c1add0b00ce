// Writes lines of pino: node pino.js FILE TIME, where TIME is the name of one of pino's functions of the time.
// The clock is set, so that the test knows the times of the lines.
import pino from 'pino';

const [file, time] = process.argv.slice(2);
const begin = Date.UTC(2026, 0, 31, 10, 42);
let now = begin;
Date.now = () => now;
const options = { name: 'shop', level: 'trace', customLevels: { audit: 35 }, timestamp: pino.stdTimeFunctions[time] };
const logger = pino(options, pino.destination({ dest: file, sync: true }));

logger.debug({ order: 7 });
now = begin + 1_250;
logger.trace('page opened');
now = begin + 2_500;
logger.info({ total: 9007199254740993n, items: ['tea', { cups: 2 }] }, 'order %d placed', 7);
now = begin + 3_750;
const billing = logger.child({
  name: 'shop.billing',
  customer: { id: 12 },
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: 'b7ad6b7169203331',
  trace_flags: '01',
});
billing.warn('card is refused');
now = begin + 5_000;
billing.error(new RangeError('no money'), 'payment failed');
now = begin + 6_250;
billing.audit('customer is informed');
now = begin + 7_500;
logger.fatal(new Error('till is closed'));
