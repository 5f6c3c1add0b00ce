/**
 * Event histories in SQLite files.
 *
 * <p>Start with {@link dev.playhead.sqlite.SqliteEventStore}, or let {@code EventHistory.open(file)} find it.
 */
@NullMarked
package dev.playhead.sqlite;

import org.jspecify.annotations.NullMarked;
