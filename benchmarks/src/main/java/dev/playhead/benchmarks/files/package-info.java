/** The time of whole commands that read event files, compared with Python and with Jackson. */
@NullMarked
package dev.playhead.benchmarks.files;

import org.jspecify.annotations.NullMarked;
