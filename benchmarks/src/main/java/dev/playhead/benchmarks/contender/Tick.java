package dev.playhead.benchmarks.contender;

/**
 * An immutable price change. All contenders record the same price changes. For some contenders, a price change is
 * converted into an object of another kind than {@link Payload#RECORD}.
 */
public record Tick(String gridId, String rowId, String columnId, double oldValue, double newValue) {}
