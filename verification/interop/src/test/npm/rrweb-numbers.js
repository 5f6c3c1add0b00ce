// Writes an event for each number that rrweb has for a type or for a source of changes: node rrweb-numbers.js FILE.
// FILE.expected gets a line for each event: its time, and the names that rrweb gives to its type and its source.
import { writeFileSync } from 'node:fs';
import { EventType, IncrementalSource } from '@rrweb/types';

const numbers = (names) => Object.values(names).filter(Number.isInteger);
const timestamp = Date.UTC(2026, 0, 31, 10, 42);
const events = [];
const expected = [];
for (const type of numbers(EventType)) {
  const incremental = type === EventType.IncrementalSnapshot;
  for (const source of incremental ? numbers(IncrementalSource) : [undefined]) {
    events.push(`${JSON.stringify({ type, data: { source }, timestamp })}\n`);
    expected.push(`${timestamp} rrweb:${EventType[type]}${incremental ? `:${IncrementalSource[source]}` : ''}\n`);
  }
}
writeFileSync(process.argv[2], events.join(''));
writeFileSync(`${process.argv[2]}.expected`, expected.join(''));
