/**
 * Services of the platform, such as reflection. Pure packages, which use no threads, locks, reflection or files
 * themselves, use a service if a provider is available. Pure. Not exported.
 */
@NullMarked
package dev.playhead.internal.platform;

import org.jspecify.annotations.NullMarked;
