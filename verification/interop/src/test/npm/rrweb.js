// Records a session with rrweb: node rrweb.js FILE LAYOUT, where LAYOUT is array or lines.
// FILE.expected gets a line for each event: its time, and the names that rrweb gives to its type and its source.
import { readFileSync, writeFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const [file, layout] = process.argv.slice(2);
const page = `<!DOCTYPE html><title>Shop</title>
<input id="name"><input id="gift" type="checkbox"><button id="order">Order</button><ul id="list"><li>Tea</li></ul>`;
const settings = { url: 'https://shop.example/', runScripts: 'outside-only', pretendToBeVisual: true };
const { window } = new JSDOM(page, settings);
window.eval(readFileSync(new URL('node_modules/rrweb/umd/rrweb.js', import.meta.url), 'utf8'));
const { EventType, IncrementalSource, addAnnotation, addCustomEvent, record } = window.rrweb;
const { document } = window;
const element = (id) => document.getElementById(id);
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

const events = [];
const orders = {
  name: 'shop/orders@1',
  options: {},
  observer(emit) {
    const click = () => emit({ order: 7 });
    element('order').addEventListener('click', click);
    return () => element('order').removeEventListener('click', click);
  },
};
const stop = record({ emit: (event) => events.push(event), plugins: [orders] });
await new Promise((resolve) => window.addEventListener('load', resolve));

element('order').dispatchEvent(new window.MouseEvent('mousemove', { bubbles: true, clientX: 5, clientY: 6 }));
element('name').focus();
element('name').value = 'Ada';
element('name').dispatchEvent(new window.Event('input', { bubbles: true }));
await turn();
element('gift').click();
element('order').click();
await turn();
const item = document.createElement('li');
item.textContent = 'Cup \u2615';
element('list').append(item);
element('list').setAttribute('class', 'full');
await turn();
document.dispatchEvent(new window.Event('scroll'));
window.innerWidth = 640;
window.dispatchEvent(new window.Event('resize'));
window.getSelection().selectAllChildren(item);
await turn();
addCustomEvent('order', { id: 7, total: 12.5 });
addAnnotation({ type: 'timelineMarker', text: 'paid' });
stop();

const name = ({ type, data }) =>
  `rrweb:${EventType[type]}` + (type === EventType.IncrementalSnapshot ? `:${IncrementalSource[data.source]}` : '');
const lines = (list, text) => list.map((each) => `${text(each)}\n`).join('');
const json = (event) => JSON.stringify(event);
writeFileSync(file, layout === 'lines' ? lines(events, json) : json(events));
writeFileSync(`${file}.expected`, lines(events, (event) => `${event.timestamp} ${name(event)}`));
window.close();
