/** Starts the page: takes the token out of the address before anything else happens, then draws. */

import { h, render } from 'preact';
import { keepAddress, readView, takeToken } from './address.js';
import { createApi } from './api.js';
import { App } from './app.js';
import { createStore } from './store.js';

const token = takeToken();
const store = createStore(createApi(token), readView());
keepAddress(store);
const root = /** @type {HTMLElement} */ (document.getElementById('app'));
root.textContent = '';
render(h(App, { store }), root);
store.start();
