package dev.playhead.benchmarks.contender;

/** An immutable price change. All contenders record it, in this form or in another form of {@link Payload}. */
public record Tick(String gridId, String rowId, String columnId, double oldValue, double newValue) {}
