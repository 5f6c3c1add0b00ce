/** Whole commands that read event files, beside Python and beside Jackson alone. */
@NullMarked
package dev.playhead.benchmarks.files;

import org.jspecify.annotations.NullMarked;
