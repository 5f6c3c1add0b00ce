
'use strict';
(() => {
  const PAGE = 100;
  const MOST_NAMES = 12;
  const MOST_BARS = 128;
  const HIDDEN = new RegExp(
    '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]'
      + '|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]',
    'g');
  const SVG = 'http://www.w3.org/2000/svg';

  const byId = id => document.getElementById(id);
  const count = number => number.toLocaleString('en');
  const plural = (number, noun) => count(number) + ' ' + noun + (number === 1 ? '' : 's');

  // Text of events gets into the page here alone: as text, with an escape for each character that would hide others,
  // reorder them, or be invisible.
  const visible = text =>
    text.replace(HIDDEN, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  };
  const data = (name, className, text) => element(name, className + ' data', visible(text));

  const summary = JSON.parse(byId('summary').textContent);
  const events = JSON.parse(byId('events').textContent).map(one => ({
    id: one[0],
    time: one[1],
    type: one[2],
    source: one[3],
    payload: one[4],
    payloadLength: one[5],
    metadata: one[6],
    metadataLength: one[7],
    millis: Date.parse(one[1]),
    text: one.join('\n').toLowerCase()
  }));

  const chosen = { type: null, source: null, range: null };
  let matching = [];
  let shown = 0;

  const iso = millis => {
    const date = new Date(millis);
    return Number.isNaN(date.getTime()) ? 'far away' : date.toISOString();
  };

  const duration = millis => {
    const units = [['d', 86400000], ['h', 3600000], ['min', 60000], ['s', 1000], ['ms', 1]];
    const parts = [];
    let rest = Math.round(millis);
    for (const [unit, size] of units) {
      if (rest >= size && parts.length < 2) {
        parts.push(count(Math.floor(rest / size)) + ' ' + unit);
        rest %= size;
      }
    }
    return parts.join(' ') || '0 ms';
  };

  const missingText = one => {
    if (one.$playhead === 'gap') {
      return one.first === one.last
        ? 'event ' + one.first + ' is lost'
        : 'events ' + one.first + ' to ' + one.last + ' are lost';
    }
    const types = Object.entries(one.offered);
    const total = types.reduce((sum, entry) => sum + entry[1], 0);
    return 'recording was paused before ' + one.sequence + ', from ' + one.from + ' to ' + one.to + ': '
      + plural(total, 'event') + (total === 1 ? ' was' : ' were') + ' not recorded ('
      + types.map(entry => entry[0] + ' ' + count(entry[1])).join(', ') + ')';
  };
  const missingAt = one => (one.$playhead === 'gap' ? one.first : one.sequence);

  const showFacts = () => {
    const facts = byId('facts');
    const fact = (name, value) => {
      const pair = element('div');
      pair.append(element('dt', '', name), element('dd', '', value));
      facts.append(pair);
    };
    fact('events', count(summary.events));
    if (summary.events > 0) {
      fact('from', summary.first);
      fact('to', summary.last);
      const length = Date.parse(summary.last) - Date.parse(summary.first);
      if (length >= 0) {
        fact('length', duration(length));
      }
      fact('out of order', count(summary.outOfOrder));
    }
    if (summary.listed < summary.events) {
      const limits = byId('limits');
      limits.hidden = false;
      limits.textContent = 'The list has the first ' + count(summary.listed) + ' of ' + plural(summary.events, 'event')
        + '. The numbers, the timeline, the types and the sources are of all of them.';
    }
    if (summary.missing.length > 0) {
      byId('missing-section').hidden = false;
      for (const one of summary.missing) {
        byId('missing').append(data('li', '', missingText(one)));
      }
    }
  };

  const showTimeline = () => {
    const parts = summary.timeline;
    const box = byId('timeline');
    const first = parts.findIndex(part => part > 0);
    if (first < 0) {
      box.textContent = 'no events';
      return;
    }
    let last = parts.length - 1;
    while (parts[last] === 0) {
      last--;
    }
    const perBar = Math.ceil((last - first + 1) / MOST_BARS);
    const bars = [];
    for (let part = first; part <= last; part += perBar) {
      const from = summary.fromMillis + part * summary.partMillis;
      const number = parts.slice(part, part + perBar).reduce((sum, one) => sum + one, 0);
      bars.push({ from, to: from + perBar * summary.partMillis, number });
    }
    const most = Math.max(...bars.map(bar => bar.number));
    const picture = document.createElementNS(SVG, 'svg');
    picture.setAttribute('viewBox', '0 0 ' + bars.length * 10 + ' 100');
    picture.setAttribute('preserveAspectRatio', 'none');
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', 'the numbers of events in ' + plural(bars.length, 'part') + ' of the time');
    bars.forEach((bar, index) => {
      const height = bar.number === 0 ? 0 : Math.max(2, (bar.number / most) * 96);
      const shape = document.createElementNS(SVG, 'rect');
      shape.setAttribute('x', index * 10 + 0.5);
      shape.setAttribute('y', 100 - height);
      shape.setAttribute('width', 9);
      shape.setAttribute('height', height);
      const title = document.createElementNS(SVG, 'title');
      title.textContent = plural(bar.number, 'event') + ', ' + iso(bar.from) + ' to ' + iso(bar.to);
      shape.append(title);
      shape.addEventListener('click', () => {
        chosen.range = chosen.range === bar ? null : bar;
        find();
      });
      bar.shape = shape;
      picture.append(shape);
    });
    const ends = element('div', 'ends');
    ends.append(element('span', '', iso(bars[0].from)), element('span', '', iso(bars[bars.length - 1].to)));
    box.append(picture, ends);
  };

  const showCounts = (list, kind, counts, others) => {
    const most = Math.max(1, ...counts.map(entry => entry[1]));
    const add = entries => {
      for (const [name, number] of entries) {
        const button = element('button');
        button.type = 'button';
        button.setAttribute('aria-pressed', 'false');
        const share = element('span', 'share');
        share.style.width = (100 * number) / most + '%';
        button.append(share, data('span', 'name', name === '' ? '(empty)' : name), element('span', 'number', count(number)));
        button.addEventListener('click', () => {
          chosen[kind] = chosen[kind] === name ? null : name;
          find();
        });
        button.name = kind;
        button.choice = name;
        const item = element('li');
        item.append(button);
        list.append(item);
      }
    };
    add(counts.slice(0, MOST_NAMES));
    if (counts.length > MOST_NAMES) {
      const item = element('li');
      const more = element('button', '', count(counts.length - MOST_NAMES) + ' more');
      more.type = 'button';
      more.addEventListener('click', () => {
        item.remove();
        add(counts.slice(MOST_NAMES));
        if (others > 0) {
          list.append(element('li', '', plural(others, 'event') + ' of others'));
        }
        showChosen();
      });
      item.append(more);
      list.append(item);
    }
  };

  // JSON with line breaks. Numbers stay as they are written, because those of a script have fewer digits.
  const indented = text => {
    const parts = [];
    let level = 0;
    const line = () => '\n' + '  '.repeat(Math.min(level, 40));
    for (let i = 0; i < text.length; ) {
      const c = text[i];
      if (c === '"') {
        let end = i + 1;
        while (end < text.length && text[end] !== '"') {
          end += text[end] === '\\' ? 2 : 1;
        }
        parts.push(visible(text.slice(i, end + 1)));
        i = end + 1;
        continue;
      }
      if ((c === '{' && text[i + 1] === '}') || (c === '[' && text[i + 1] === ']')) {
        parts.push(c + text[i + 1]);
        i += 2;
        continue;
      }
      if (c === '{' || c === '[') {
        level++;
        parts.push(c + line());
      } else if (c === '}' || c === ']') {
        level--;
        parts.push(line() + c);
      } else {
        parts.push(c === ',' ? c + line() : c === ':' ? ': ' : c);
      }
      i++;
    }
    return parts.join('');
  };

  const details = event => {
    const box = element('div');
    const part = (name, text, length) => {
      if (length > 0) {
        box.append(element('h3', '', name + (text.length < length
          ? ': the first ' + count(text.length) + ' of ' + plural(length, 'character') : '')));
        box.append(element('pre', 'data', indented(text)));
      }
    };
    part('payload', event.payload, event.payloadLength);
    part('metadata', event.metadata, event.metadataLength);
    return box;
  };

  const row = event => {
    const item = element('li');
    const one = element('details');
    const head = element('summary');
    head.append(
      data('span', 'id', event.id),
      data('time', '', event.time),
      data('span', 'type', event.type),
      data('span', 'source', event.source),
      data('span', 'preview', event.payload.slice(0, 200)));
    one.append(head);
    one.addEventListener('toggle', () => {
      if (one.open && one.children.length === 1) {
        one.append(details(event));
      }
    });
    item.append(one);
    return item;
  };

  const showMissing = (after, upTo) => {
    for (const one of summary.missing) {
      if (missingAt(one) > after && missingAt(one) <= upTo) {
        byId('list').append(data('li', 'missing', missingText(one)));
      }
    }
  };

  const showMore = () => {
    const all = matching.length === events.length;
    const end = Math.min(shown + PAGE, matching.length);
    const idBefore = i => (i === 0 ? -1 : Number(matching[i - 1].id));
    for (let i = shown; i < end; i++) {
      if (all) {
        showMissing(idBefore(i), Number(matching[i].id));
      }
      byId('list').append(row(matching[i]));
    }
    shown = end;
    byId('more').hidden = shown === matching.length;
    if (all && shown === matching.length && summary.listed === summary.events) {
      showMissing(idBefore(shown), Infinity);
    }
  };

  const showChosen = () => {
    for (const button of document.querySelectorAll('.counts button[aria-pressed]')) {
      button.setAttribute('aria-pressed', String(chosen[button.name] === button.choice));
    }
    for (const shape of document.querySelectorAll('#timeline rect')) {
      shape.classList.toggle('chosen', chosen.range !== null && chosen.range.shape === shape);
    }
    const box = byId('chosen');
    box.replaceChildren();
    const chip = (kind, text) => {
      const button = data('button', '', text + ' \u00d7');
      button.type = 'button';
      button.setAttribute('aria-label', 'no longer only ' + visible(text));
      button.addEventListener('click', () => {
        chosen[kind] = null;
        find();
      });
      box.append(button);
    };
    if (chosen.type !== null) {
      chip('type', 'type ' + chosen.type);
    }
    if (chosen.source !== null) {
      chip('source', 'source ' + chosen.source);
    }
    if (chosen.range !== null) {
      chip('range', iso(chosen.range.from) + ' to ' + iso(chosen.range.to));
    }
  };

  const find = () => {
    const words = byId('search').value.toLowerCase().split(/\s+/).filter(word => word !== '');
    matching = events.filter(event =>
      (chosen.type === null || event.type === chosen.type)
        && (chosen.source === null || event.source === chosen.source)
        && (chosen.range === null || (event.millis >= chosen.range.from && event.millis < chosen.range.to))
        && words.every(word => event.text.includes(word)));
    shown = 0;
    byId('list').replaceChildren();
    byId('found').textContent = matching.length === events.length
      ? plural(events.length, 'event')
      : count(matching.length) + ' of ' + plural(events.length, 'event');
    showChosen();
    showMore();
  };

  showFacts();
  showTimeline();
  showCounts(byId('types'), 'type', summary.types, summary.typesOthers);
  showCounts(byId('sources'), 'source', summary.sources, summary.sourcesOthers);
  byId('search').addEventListener('input', find);
  byId('more').addEventListener('click', showMore);
  find();
})();
