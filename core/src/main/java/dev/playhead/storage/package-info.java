/**
 * How events are kept, as an application asks for it and is told of it: how many and how long ({@link
 * dev.playhead.storage.RetentionPolicy}), how safely ({@link dev.playhead.storage.Durability}), what was found when a file was
 * opened ({@link dev.playhead.storage.RecoveryReport}), and how full the memory is.
 */
@NullMarked
package dev.playhead.storage;

import org.jspecify.annotations.NullMarked;
