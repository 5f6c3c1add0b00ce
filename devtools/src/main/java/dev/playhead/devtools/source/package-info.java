/** The source code of JUnit tests that contain events. */
@NullMarked
package dev.playhead.devtools.source;

import org.jspecify.annotations.NullMarked;
