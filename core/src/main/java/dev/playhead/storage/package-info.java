/**
 * The settings and reports of event storage: how many events are retained, and for how long ({@link
 * dev.playhead.storage.RetentionPolicy}), how safely they are stored ({@link dev.playhead.storage.Durability}), what
 * was found when a file was opened ({@link dev.playhead.storage.RecoveryReport}), and how full the memory is.
 */
@NullMarked
package dev.playhead.storage;

import org.jspecify.annotations.NullMarked;
