package dev.playhead.benchmarks.contender;

/**
 * An immutable price change. All contenders record the same price changes, some of them as another kind of {@link
 * Payload}.
 */
public record Tick(String gridId, String rowId, String columnId, double oldValue, double newValue) {}
