/** The page of the DevTools in Chromium, on a long file and on a feed. */
@NullMarked
package dev.playhead.benchmarks.page;

import org.jspecify.annotations.NullMarked;
